import { describe, expect, it } from 'vitest';
import { createBrowser, password, refusalOf, startIdentity } from '../identity.kit.ts';

type World = Awaited<ReturnType<typeof startIdentity>>;
const minute = 60_000;

const tryWith = ({ routes }: World, email: string, secret: string) =>
  routes.signIn(
    undefined,
    { params: undefined, query: undefined, body: { email, password: secret } },
    createBrowser().sessions(),
  );

describe('sign-in', () => {
  it('opens a session, whatever the case of the address', async () => {
    const world = await startIdentity();
    const browser = createBrowser();
    const body = { email: 'Doctor@Riverside.example', password };
    const signedIn = await world.routes.signIn(
      undefined,
      { params: undefined, query: undefined, body },
      browser.sessions(),
    );
    expect(signedIn.me).toMatchObject({ role: 'doctor', name: 'Ada Novak', tenantName: 'Riverside' });
    expect(signedIn.refreshToken).toBeUndefined();
    expect(world.actorOf(signedIn)).toMatchObject({
      userId: world.people.doctor,
      clinicIds: [world.clinicId],
    });
    expect([...browser.jar.keys()]).toEqual(['bedside_session /api/v1/sessions']);
    expect(await world.events('identity.signed_in')).toHaveLength(1);
  });

  it('answers a wrong password and an unknown address alike, and locks both', async () => {
    const world = await startIdentity();
    for (const email of ['doctor@riverside.example', 'nobody@riverside.example']) {
      const codes = [];
      for (let tries = 0; tries < 6; tries++) codes.push(await refusalOf(tryWith(world, email, 'wrong')));
      expect(codes).toEqual([
        ...Array<string>(4).fill('wrong_credentials'),
        'locked_for_now',
        'locked_for_now',
      ]);
    }
    const failed = await world.events('identity.sign_in_failed');
    expect(failed.map((event) => event.data['isLocked'])).toEqual([false, false, false, false, true]);
  });

  it('says how long the lock lasts, opens after it, and doubles it', async () => {
    const world = await startIdentity();
    const email = 'doctor@riverside.example';
    for (let tries = 0; tries < 5; tries++) await refusalOf(tryWith(world, email, 'wrong'));
    world.clock.now += minute / 2;
    await expect(tryWith(world, email, password)).rejects.toMatchObject({
      code: 'locked_for_now',
      retryAfterMs: minute / 2,
    });
    world.clock.now += minute / 2;
    await expect(tryWith(world, email, 'wrong')).rejects.toMatchObject({
      code: 'locked_for_now',
      retryAfterMs: 2 * minute,
    });
    world.clock.now += 2 * minute;
    expect(await refusalOf(tryWith(world, email, password))).toBe('none');
    expect(await refusalOf(tryWith(world, email, 'wrong'))).toBe('wrong_credentials');
  });

  it('lets many tries at once get no further than one after the other', async () => {
    const world = await startIdentity();
    const tries = Array.from({ length: 20 }, (_, n) =>
      refusalOf(tryWith(world, 'nurse@riverside.example', `guess ${n}`)),
    );
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === 'locked_for_now').length).toBeGreaterThanOrEqual(15);
    expect(await refusalOf(tryWith(world, 'nurse@riverside.example', password))).toBe('locked_for_now');
  });

  it('refuses a disabled account as if the password were wrong', async () => {
    const world = await startIdentity();
    const { routes, actor, people } = world;
    const input = {
      params: { userId: people.nurse },
      query: undefined,
      body: { status: 'disabled' as const },
    };
    await routes.changeUser(actor('admin'), input, createBrowser().elsewhere({ ifVersion: 1 }));
    expect(await refusalOf(tryWith(world, 'nurse@riverside.example', password))).toBe('wrong_credentials');
  });
});
