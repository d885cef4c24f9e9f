import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStranger } from '../kit/person.ts';
import { until } from '../kit/until.ts';
import { World } from '../kit/world.ts';

describe('a session', () => {
  let world: World;
  beforeAll(async () => {
    // No grace for tokens that were just replaced: what is shown twice was stolen.
    world = await World.create({ env: { BEDSIDE_REFRESH_GRACE_SECONDS: '0' } });
  });
  afterAll(() => world.close());

  const newNurse = async () => world.newPerson(await world.demo('admin'), 'nurse');

  it('is refused for a while after too many wrong passwords, even with the right one', async () => {
    const nurse = await newNurse();
    const { email, password: right } = nurse.credentials;
    const { identity } = createStranger(world.site);
    const tryWith = (password: string) =>
      identity.signIn({ body: { email, password } }).catch((refusal: unknown) => refusal);
    for (let tries = 0; tries < 4; tries++)
      expect(await tryWith('a wrong password')).toMatchObject({ code: 'wrong_credentials' });
    expect(await tryWith('a wrong password')).toMatchObject({
      code: 'locked_for_now',
      retryAfterMs: expect.any(Number),
    });
    expect(await tryWith(right)).toMatchObject({ code: 'locked_for_now' });
    // Who is in stays in.
    expect((await nurse.api.identity.readMe()).userId).toBe(nurse.userId);
  });

  it('goes on with new tokens, and is closed with its sockets when an old one is shown again', async () => {
    const nurse = await newNurse();
    const stolen = nurse.jar.copy();
    const live = await nurse.live();
    const before = nurse.token;
    expect(await nurse.refresh()).not.toBe(before);
    expect(live.isConnected).toBe(true);

    const thief = createStranger(world.site, stolen);
    await expect(thief.identity.refreshSession({ body: { kind: 'account' } })).rejects.toMatchObject({
      code: 'session_closed',
    });
    await until(() => !live.isConnected);
    await expect(nurse.refresh()).rejects.toMatchObject({ code: 'session_closed' });
    await expect(nurse.api.identity.readMe()).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(nurse.live()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('ends with every socket when an administrator disables the person', async () => {
    const admin = await world.demo('admin');
    const nurse = await world.newPerson(admin, 'nurse');
    const sockets = [await nurse.live(), await nurse.chat(), await nurse.call()];
    const params = { userId: nurse.userId };
    const { version } = await admin.api.identity.readUser({ params });
    await admin.api.identity.changeUser({ params, body: { status: 'disabled' } }, { ifVersion: version });
    await until(() => sockets.every((socket) => !socket.isConnected));
    await expect(nurse.refresh()).rejects.toMatchObject({ code: 'session_closed' });
    await expect(nurse.live()).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(nurse.api.identity.readMe()).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('of others of the same person goes on when one is signed out', async () => {
    const nurse = await newNurse();
    const elsewhere = await world.signIn(nurse.credentials.email);
    await elsewhere.api.identity.signOut();
    expect((await nurse.api.identity.readMe()).userId).toBe(nurse.userId);
    await expect(elsewhere.api.identity.readMe()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await nurse.live()).isConnected).toBe(true);
  });

  it('is a guest’s own: the patient’s account is not touched by it', async () => {
    const { patient, nurse, visit } = await world.visit();
    const { url } = await nurse.api.identity.inviteToVisit({ params: { visitId: visit.id }, body: {} });
    const guest = await world.guest(url);
    await guest.api.identity.signOut();
    await expect(guest.api.identity.readMe()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await patient.api.identity.readMe()).userId).toBe(patient.userId);
  });
});
