import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { createStranger, tokenOfInvitation } from '../kit/person.ts';
import { World } from '../kit/world.ts';

describe('an invitation link', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.close());

  async function invite() {
    const cast = await world.visit();
    const { url } = await cast.nurse.api.identity.inviteToVisit({
      params: { visitId: cast.visit.id },
      body: {},
    });
    return { ...cast, url };
  }
  const redeem = (token: string, clientKey = newUuid(), jar?: Parameters<typeof createStranger>[1]) =>
    createStranger(world.site, jar).identity.redeemInvitation({ body: { token, clientKey } });

  it('lets one browser in, again when its answer was lost, and nobody else', async () => {
    const { url, visit, patient } = await invite();
    const [token, clientKey] = [tokenOfInvitation(url), newUuid()];
    const first = await redeem(token, clientKey);
    expect(first).toMatchObject({
      visitId: visit.id,
      session: { me: { role: 'guest', name: patient.name } },
    });
    const again = await redeem(token, clientKey);
    expect(again.visitId).toBe(visit.id);
    await expect(redeem(token)).rejects.toMatchObject({ code: 'invitation_used' });
    await expect(redeem('x'.repeat(43))).rejects.toMatchObject({ code: 'invitation_unknown' });
  });

  it('lets exactly one of many in who open it at the same moment', async () => {
    const { url } = await invite();
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => redeem(tokenOfInvitation(url))));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'invitation_used' });
  });

  it('opens one visit and nothing else of the patient', async () => {
    const { url, visit, patient, nurse } = await invite();
    const guest = await world.guest(url);
    expect((await guest.look(visit)).status).toBe('booked');
    expect((await guest.api.visits.listVisits()).visits.map(({ id }) => id)).toEqual([visit.id]);
    const { clinicId, doctor } = visit;
    const body = { clinicId, patientId: patient.userId, doctorId: doctor.userId };
    const other = await nurse.api.visits.bookVisit({
      body: { ...body, visitType: 'follow-up', startsAt: Date.now() + 3_600_000, reason: 'Another one' },
    });
    await expect(guest.look(other)).rejects.toMatchObject({ code: 'not_permitted' });
    const chat = await guest.chat();
    await chat.request('conversation:find', { kind: 'visit', visitId: visit.id });
    await expect(
      chat.request('conversation:find', { kind: 'team', patientId: patient.userId }),
    ).rejects.toMatchObject({ code: 'not_a_member' });
  });

  it('is known by its browser afterwards, and refused when the visit is over', async () => {
    const { url, visit, nurse } = await invite();
    const guest = await world.guest(url);
    const back = await redeem(tokenOfInvitation(url), newUuid(), guest.jar);
    expect(back.session.me.userId).toBe(guest.userId);
    await nurse.api.visits.cancelVisit({ params: { visitId: visit.id }, body: { reason: 'A mistake' } });
    await expect(redeem(tokenOfInvitation(url))).rejects.toMatchObject({ code: 'visit_closed' });
    const params = { visitId: visit.id };
    await expect(nurse.api.identity.inviteToVisit({ params, body: {} })).rejects.toMatchObject({
      code: 'visit_closed',
    });
  });

  it('is made once for one key, however often it is asked for', async () => {
    const { visit, nurse } = await world.visit();
    const idempotencyKey = newUuid();
    const ask = () =>
      nurse.api.identity.inviteToVisit({ params: { visitId: visit.id }, body: {} }, { idempotencyKey });
    const links = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(links.map(({ url }) => url)).size).toBe(1);
  });
});
