import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../test/kit/until.ts';
import { context, minuteMs, refusalOf, startVisits, type VisitsWorld } from '../visits.kit.ts';

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

  it('decides every race one way: one end, and nothing after it', async () => {
    const world = await start();
    for (let round = 0; round < 10; round++) {
      const visitId = await world.book();
      await world.ticket('patient', visitId);
      await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
      const ask = (name: 'visit:admit' | 'visit:send-back' | 'visit:end') =>
        refusalOf(world.sockets[name](world.caller('doctor'), { visitId }));
      const codes = await Promise.all(
        (
          [
            'visit:send-back',
            'visit:admit',
            'visit:end',
            'visit:admit',
            'visit:send-back',
            'visit:end',
          ] as const
        ).map(ask),
      );
      expect(codes.filter((code) => code !== 'none' && code !== 'visit_closed')).toEqual([]);
      expect((await world.read(visitId)).visit.status).toBe('ended');
      const ends = () =>
        world.published.filter(({ type, data }) => type === 'visit.ended' && data['visitId'] === visitId);
      await until(() => ends().length > 0);
      expect(ends()).toHaveLength(1);
    }
  });

  it('tells those who wait when their place moves', async () => {
    const world = await start();
    const [first, second] = [await world.book(), await world.book({ patientId: world.people.otherPatient })];
    await world.ticket('patient', first);
    world.clock.now += minuteMs;
    await world.ticket('otherPatient', second);
    const places = () =>
      world.notices
        .filter(({ notice, rooms }) => notice === 'queue:changed' && rooms[0]?.id === second)
        .map(({ data }) => (data as { place: number }).place);
    await until(() => places().at(-1) === 2, { why: places });
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId: first });
    await until(() => places().at(-1) === 1, { why: places });
  });

  it('tells everybody concerned, each newer version later', async () => {
    const world = await start();
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    const devices = { camera: 'refused', microphone: 'ready' } as const;
    await world.sockets['visit:check-devices'](world.caller('patient'), { visitId, devices });
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    const told = world.notices.filter(({ notice }) => notice === 'visit:changed');
    const visits = told.map(
      ({ data }) => (data as { visit: { version: number; status: string; devices?: object } }).visit,
    );
    expect(visits.map(({ status }) => status)).toEqual(['booked', 'waiting', 'waiting', 'admitted']);
    expect(visits.at(-1)?.devices).toMatchObject(devices);
    expect(visits.map(({ version }) => version)).toEqual(
      visits.map(({ version }) => version).toSorted((a, b) => a - b),
    );
    const rooms = told.at(-1)?.rooms.map(({ kind, id }) => `${kind}:${id}`);
    expect(rooms).toEqual([
      `visit:${visitId}`,
      `clinic:${world.clinicId}`,
      `user:${world.people.doctor}`,
      `user:${world.people.patient}`,
    ]);
  });

  it('keeps how the line was measured last', async () => {
    const world = await start();
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    const tell = (line?: { strength: 'good' | 'weak'; isRelayed: boolean }) =>
      world.sockets['visit:check-devices'](world.caller('patient'), {
        visitId,
        devices: { camera: 'ready', microphone: 'ready' },
        ...(line === undefined ? {} : { line }),
      });
    expect((await tell()).visit.line).toBeUndefined();
    const weak = { strength: 'weak', isRelayed: true } as const;
    const measured = { ...weak, measuredAt: world.clock.now };
    expect((await tell(weak)).visit.line).toEqual(measured);
    world.clock.now += minuteMs;
    const { visit } = await tell();
    expect(visit).toMatchObject({ line: measured, devices: { checkedAt: world.clock.now } });
  });

  it('lets the patient back into a call that runs, and names colleagues', async () => {
    const world = await start();
    const visitId = await world.book();
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    const { ticket, visit } = await world.ticket('patient', visitId);
    expect(visit.status).toBe('admitted');
    expect(world.tokens.verifyTicket(ticket).isAdmitted).toBe(true);
    expect(world.tokens.verifyTicket((await world.ticket('nurse', visitId)).ticket)).toMatchObject({
      name: 'The nurse',
      side: 'care',
      isAdmitted: true,
    });
    world.deps.identity['people:list'] = () => new Promise(() => undefined);
    expect(world.tokens.verifyTicket((await world.ticket('nurse', visitId)).ticket).name).toBe('Care team');
    world.clock.now += (15 + 120) * minuteMs;
    expect(() => world.tokens.verifyTicket(ticket)).toThrow();
  });

  it('takes the rating of the patient once the visit has ended', async () => {
    const world = await start();
    const visitId = await world.book();
    const rate = (rating: number) =>
      world.routes.rateVisit(
        world.actor('patient'),
        { params: { visitId }, query: undefined, body: { rating } },
        context(),
      );
    expect(await refusalOf(rate(4))).toBe('visit_not_ended');
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    await world.sockets['visit:end'](world.caller('doctor'), { visitId });
    await rate(4);
    expect(await rate(2)).toMatchObject({ status: 'ended', rating: 2 });
  });
});
