import { describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { createSessionStore } from './session-store.ts';

const visitId = '01890a5d-ac96-774b-bcce-b302099a8057';

function createStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
    key: () => null,
    length: 0,
  };
}

/** A server with one session, whose refresh tokens are counted; `refusal` is answered instead of a refresh. */
function createWorld() {
  const asked: { path: string; body: unknown }[] = [];
  const world = { now: 1_000_000, refusal: undefined as Refusal | undefined, count: 0 };
  const places = { tab: createStorage(), browser: createStorage() };
  const signedIn = () => ({
    accessToken: `access-${++world.count}`,
    expiresInSeconds: 600,
    refreshToken: `refresh-${world.count}`,
    me: { userId: visitId, name: 'Pat', role: 'patient', tenantName: 'Clinic', clinicIds: [] },
  });
  const send = async ({ path }: { path: string }, { body }: { body?: unknown }) => {
    asked.push({ path, body });
    if (path === '/sessions/refresh' && world.refusal !== undefined) throw world.refusal;
    if (path === '/invitations/redeem') return { session: signedIn(), visitId };
    return signedIn();
  };
  const open = () =>
    createSessionStore({ send, places, now: () => world.now, inTurn: (_name, run) => run() });
  return { world, asked, places, open };
}

describe('createSessionStore', () => {
  it('asks nothing for a stranger', async () => {
    const { open, asked } = createWorld();
    const store = open();
    await store.restore();
    expect(store.read()).toEqual({ status: 'signed-out', because: 'never' });
    expect(asked).toEqual([]);
  });

  it('takes up an account after a reload by its cookie', async () => {
    const { open, asked } = createWorld();
    await open().signIn('pat@example.org', 'secret');
    const store = open();
    await store.restore();
    expect(store.read()).toMatchObject({ status: 'signed-in', kind: 'account' });
    expect(asked.at(-1)).toEqual({ path: '/sessions/refresh', body: { kind: 'account' } });
  });

  it('keeps a demo session in its tab, where it wins over the account, and rotates its token', async () => {
    const { open, asked } = createWorld();
    await open().signIn('pat@example.org', 'secret');
    await open().openDemo('patient');
    const store = open();
    await store.restore();
    expect(asked.at(-1)?.body).toEqual({ refreshToken: 'refresh-2' });
    await store.tokens.renew(undefined);
    expect(asked.at(-1)?.body).toEqual({ refreshToken: 'refresh-3' });
    expect(store.read()).toMatchObject({ status: 'signed-in', kind: 'tab' });
  });

  it('renews once for many calls at a time, and in time before the end', async () => {
    const { open, asked, world } = createWorld();
    const store = open();
    await store.signIn('pat@example.org', 'secret');
    expect(await store.tokens.current()).toBe('access-1');
    world.now += 580_000;
    expect(await Promise.all([1, 2, 3].map(() => store.tokens.current()))).toEqual([
      'access-2',
      'access-2',
      'access-2',
    ]);
    expect(asked).toHaveLength(2);
    // A call that was under way with the token before takes the new one.
    expect(await store.tokens.renew('access-1')).toBe('access-2');
    expect(asked).toHaveLength(2);
  });

  it('is over when the server closed it, and not when the server is away', async () => {
    const { open, world } = createWorld();
    await open().signIn('pat@example.org', 'secret');
    world.refusal = new Refusal('unavailable', 'Away.');
    const store = open();
    await store.restore();
    expect(store.read()).toEqual({ status: 'signed-out', because: 'unreachable' });
    world.refusal = undefined;
    await store.restore();
    expect(store.read().status).toBe('signed-in');
    world.refusal = new Refusal('session_closed', 'Over.');
    expect(await store.tokens.renew(undefined)).toBeUndefined();
    expect(store.read()).toEqual({ status: 'signed-out', because: 'closed', was: 'account' });
    const later = open();
    await later.restore();
    expect(later.read()).toEqual({ status: 'signed-out', because: 'never' });
  });

  it('lets a guest in and back after a reload', async () => {
    const { open, asked } = createWorld();
    expect(await open().redeem({ token: 't'.repeat(43), clientKey: visitId })).toBe(visitId);
    const store = open();
    await store.restore();
    expect(asked.at(-1)?.body).toEqual({ kind: 'guest' });
    expect(store.read()).toMatchObject({ kind: 'guest', visitId });
  });
});
