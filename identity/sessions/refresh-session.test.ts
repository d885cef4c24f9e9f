import { describe, expect, it } from 'vitest';
import { createBrowser, refusalOf, startIdentity } from '../identity.kit.ts';
import { readRefreshToken } from './refresh-token.ts';
import { openSessionStore } from './session-store.ts';

type World = Awaited<ReturnType<typeof startIdentity>>;
type Browser = ReturnType<typeof createBrowser>;
const hour = 3_600_000;

async function signedIn() {
  const world = await startIdentity();
  const browser = createBrowser();
  await world.signIn('doctor', browser);
  return { world, browser };
}

const refresh = (
  { routes }: World,
  browser: Browser,
  body: { refreshToken?: string; kind?: 'account' | 'guest' } = {},
) => routes.refreshSession(undefined, { params: undefined, query: undefined, body }, browser.sessions());
const tokenIn = (browser: Browser) => browser.jar.get('bedside_session /api/v1/sessions') ?? '';
const withToken = (token: string) => {
  const browser = createBrowser();
  browser.jar.set('bedside_session /api/v1/sessions', token);
  return browser;
};

describe('refreshing a session', () => {
  it('gives a new token each time and goes on for days', async () => {
    const { world, browser } = await signedIn();
    const seen = new Set([tokenIn(browser)]);
    for (let times = 0; times < 5; times++) {
      world.clock.now += hour;
      const { me } = await refresh(world, browser);
      expect(me.name).toBe('Ada Novak');
      seen.add(tokenIn(browser));
    }
    expect(seen.size).toBe(6);
  });

  it('gives two tabs at once the same successor, and both go on', async () => {
    const { world, browser } = await signedIn();
    const tabs = [withToken(tokenIn(browser)), withToken(tokenIn(browser))];
    await Promise.all(tabs.map((tab) => refresh(world, tab)));
    expect(tokenIn(tabs[0]!)).toBe(tokenIn(tabs[1]!));
    expect(await refusalOf(refresh(world, tabs[1]!))).toBe('none');
    expect(await world.events('identity.session_closed')).toEqual([]);
  });

  it('answers a lost answer again for a short while, and no longer', async () => {
    const { world, browser } = await signedIn();
    const lost = withToken(tokenIn(browser));
    await refresh(world, browser);
    world.clock.now += 30_000;
    expect(await refusalOf(refresh(world, withToken(tokenIn(lost))))).toBe('none');
    world.clock.now += 1;
    expect(await refusalOf(refresh(world, lost))).toBe('session_closed');
  });

  it('closes the session when a token comes back after its successor was used', async () => {
    const { world, browser } = await signedIn();
    const stolen = withToken(tokenIn(browser));
    await refresh(world, browser);
    await refresh(world, browser);
    expect(await refusalOf(refresh(world, stolen))).toBe('session_closed');
    expect(await refusalOf(refresh(world, browser))).toBe('session_closed');
    const closed = await world.events('identity.session_closed');
    expect(closed.map((event) => event.data)).toMatchObject([
      { reason: 'refresh_reused', userId: world.people.doctor },
    ]);
  });

  it('knows a token of the chain however old, and is not moved by a made-up one', async () => {
    const { world, browser } = await signedIn();
    const first = tokenIn(browser);
    for (let times = 0; times < 20; times++) await refresh(world, browser);
    const [sessionId, , mark] = first.split('.');
    for (const made of [`${sessionId}.${'A'.repeat(43)}.${mark}`, 'nonsense', `${sessionId}..`, '']) {
      expect(await refusalOf(refresh(world, withToken(made)))).toBe('session_closed');
    }
    expect(await refusalOf(refresh(world, browser))).toBe('none');
    expect(await refusalOf(refresh(world, withToken(first)))).toBe('session_closed');
    expect(await refusalOf(refresh(world, browser))).toBe('session_closed');
  });

  it('ends when idle, and at its end however busy', async () => {
    const idle = await signedIn();
    idle.world.clock.now += 72 * hour;
    expect(await refusalOf(refresh(idle.world, idle.browser))).toBe('session_closed');
    const busy = await signedIn();
    const codes = [];
    for (let days = 0; days < 7; days++) {
      busy.world.clock.now += 48 * hour;
      codes.push(await refusalOf(refresh(busy.world, busy.browser)));
    }
    expect(codes).toEqual([...Array<string>(6).fill('none'), 'session_closed']);
  });

  it('hands the token of a tab in the body and leaves the browser without a cookie', async () => {
    const world = await startIdentity();
    const browser = createBrowser();
    const open = (role: 'patient' | 'doctor') =>
      world.routes.openDemoSession(
        undefined,
        { params: undefined, query: undefined, body: { role } },
        browser.sessions(),
      );
    const [patient, doctor] = [await open('patient'), await open('doctor')];
    expect(browser.jar.size).toBe(0);
    const next = await refresh(world, browser, { refreshToken: patient.refreshToken! });
    expect(next.me.role).toBe('patient');
    expect((await refresh(world, browser, { refreshToken: doctor.refreshToken! })).me.role).toBe('doctor');
    expect(next.refreshToken).not.toBe(patient.refreshToken);
  });

  it('stores no token', async () => {
    const { world, browser } = await signedIn();
    await refresh(world, browser);
    const shown = readRefreshToken(tokenIn(browser));
    const sessions = await openSessionStore(world.store);
    const stored = JSON.stringify(await sessions.find(shown!.sessionId));
    expect(stored).toContain('tokenHash');
    expect(stored).not.toContain(shown!.secret);
  });
});
