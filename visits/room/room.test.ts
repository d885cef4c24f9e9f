import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../test/kit/until.ts';
import { minuteMs, refusalOf, startVisits, type VisitsWorld } from '../visits.kit.ts';

const worlds: VisitsWorld[] = [];
async function start(...changes: Parameters<typeof startVisits>) {
  const world = await startVisits(...changes);
  worlds.push(world);
  return world;
}
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});

describe('a visit from the ticket to its end', () => {
  it('goes its whole way and counts the time both were connected', async () => {
    const world = await start();
    const { sockets, caller, clock, read } = world;
    const visitId = await world.book();
    const { ticket, visit } = await world.ticket('patient', visitId);
    expect(visit.status).toBe('waiting');
    expect(world.tokens.verifyTicket(ticket)).toMatchObject({
      visitId,
      side: 'patient',
      isAdmitted: false,
      name: 'The patient',
    });
    expect((await read(visitId)).queue).toMatchObject({ place: 1 });

    const patient = await world.connect('patient', visitId);
    const doctor = await world.connect('doctor', visitId);
    await until(async () => (await read(visitId)).visit.version >= 4);
    clock.now += 2 * minuteMs;
    const admitted = await sockets['visit:admit'](caller('doctor'), { visitId });
    expect(admitted.visit).toMatchObject({
      status: 'running',
      startedAt: clock.now,
      admittedBy: world.people.doctor,
    });
    await until(() => world.room.includes('admitted'));

    clock.now += 3 * minuteMs;
    const back = await sockets['visit:send-back'](caller('doctor'), {
      visitId,
      reason: 'Fetching your results',
    });
    expect(back.visit).toMatchObject({
      status: 'waiting',
      sentBack: { by: { name: 'The doctor' }, reason: 'Fetching your results' },
    });
    await until(() => world.room.at(-1) === 'not admitted');

    clock.now += 10 * minuteMs;
    await sockets['visit:admit'](caller('nurse'), { visitId });
    clock.now += minuteMs + 400;
    await world.disconnect(patient, 'lost');
    clock.now += 500;
    const { visit: ended } = await sockets['visit:end'](caller('doctor'), { visitId });
    expect(ended).toMatchObject({ status: 'ended', hasNote: false });
    expect(ended.status === 'ended' && ended.billableSeconds).toBeGreaterThanOrEqual(240);
    expect(ended.status === 'ended' && ended.billableSeconds).toBeLessThanOrEqual(241);
    await world.disconnect(doctor, 'visit_ended');
    await until(() => world.room.at(-1) === 'closed');
    await until(() => world.published.some((event) => event.type === 'visit.ended'));
    const types = world.published.map((event) => event.type).filter((type) => type.startsWith('visit.'));
    expect(types).toEqual([
      'visit.booked',
      'visit.waiting',
      'visit.admitted',
      'visit.started',
      'visit.sent_back',
      'visit.admitted',
      'visit.ended',
    ]);
  });

  it('admits once, whoever taps first', async () => {
    const world = await start();
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    const taps = (['doctor', 'nurse', 'doctor', 'nurse'] as const).map((name) =>
      world.sockets['visit:admit'](world.caller(name), { visitId }),
    );
    const answers = await Promise.all(taps);
    expect(new Set(answers.map(({ visit }) => visit.version)).size).toBe(1);
    await until(() => world.published.some((event) => event.type === 'visit.admitted'));
    expect(world.published.filter((event) => event.type === 'visit.admitted')).toHaveLength(1);
  });

  it('refuses what does not fit where the visit stands', async () => {
    const world = await start();
    const visitId = await world.book();
    const [doctor, input] = [world.caller('doctor'), { visitId }];
    expect(await refusalOf(world.sockets['visit:send-back'](doctor, input))).toBe('visit_not_running');
    expect(await refusalOf(world.sockets['visit:end'](doctor, input))).toBe('visit_not_running');
    const later = await world.book({ startsAt: world.clock.now + 3 * 24 * 60 * minuteMs });
    expect(await refusalOf(world.sockets['visit:admit'](doctor, { visitId: later }))).toBe(
      'visit_not_waiting',
    );
    expect(await refusalOf(world.ticket('patient', later))).toBe('too_early');
    expect(await refusalOf(world.ticket('doctor', later))).toBe('too_early');
    await world.sockets['visit:admit'](doctor, input);
    await world.sockets['visit:end'](doctor, input);
    expect((await world.sockets['visit:end'](doctor, input)).visit.status).toBe('ended');
    expect(await refusalOf(world.sockets['visit:admit'](doctor, input))).toBe('visit_closed');
    expect(await refusalOf(world.sockets['visit:send-back'](doctor, input))).toBe('visit_closed');
    expect(await refusalOf(world.ticket('patient', visitId))).toBe('visit_closed');
  });
});
