import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ParticipantDisconnected } from '#contracts/events/media.ts';
import { Refusal } from '#contracts/refusal.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import { until } from '../test/kit/until.ts';
import { type Line, openAttendanceLog } from './attendance/attendance-log.ts';
import { verifyAttendance } from './attendance/verify-attendance.ts';
import { createVisits } from './service.ts';
import { anyId, minuteMs, startVisits, type VisitsWorld } from './visits.kit.ts';
import type { VisitId } from '#contracts/ids.ts';

const linesOf = async (world: VisitsWorld, visitId: VisitId): Promise<Line[]> =>
  (await openAttendanceLog(world.store)).ofVisit(visitId);

/** What follows from the end of a visit, as soon as it is due. */
async function closeAttendance({ hand, clock }: VisitsWorld, visitId: VisitId): Promise<void> {
  await until(() => hand.tasks.has(`visit-attendance:${visitId}`));
  await hand.ring(clock.now);
}

describe('after a crash between the commit and what follows from it', () => {
  it('the room hears of the admission, and the timers stand', async () => {
    const world = await startVisits({}, { isPublishing: false });
    const { deps } = world;
    deps.media['room:admit'] = async () => {
      throw new Refusal('unavailable', 'The process died here.');
    };
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    await world.service.stop();
    expect([world.room, [...world.hand.tasks.keys()]]).toEqual([[], []]);

    const outbox = createOutbox({ store: world.store, bus: world.bus, log: deps.log });
    const heard: string[] = [];
    const media = {
      ...deps.media,
      'room:admit': async ({ isPatientAdmitted }: { isPatientAdmitted: boolean }) => {
        heard.push(isPatientAdmitted ? 'in' : 'out');
        return {};
      },
    };
    const again = await createVisits({ ...deps, media });
    await outbox.start();
    await again.start();
    await until(() => heard.length > 0 && world.hand.tasks.size === 3, {
      why: () => [heard, ...world.hand.tasks.keys()],
    });
    expect(new Set(heard)).toEqual(new Set(['in']));
    await again.stop();
    await outbox.stop();
    await world.stop();
  });

  it('every event may come again, late, without bringing an old standing back', async () => {
    const world = await startVisits();
    const visitId = await world.book();
    await world.ticket('patient', visitId);
    const [patient, doctor] = [
      await world.connect('patient', visitId),
      await world.connect('doctor', visitId),
    ];
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    world.clock.now += minuteMs;
    await world.sockets['visit:send-back'](world.caller('doctor'), { visitId });
    await world.disconnect(patient);
    await world.disconnect(doctor);
    const isOver = (line: Line) => line.kind === 'connection' && line.disconnectedAt !== undefined;
    await until(async () => (await linesOf(world, visitId)).filter(isOver).length === 2);
    await until(() => world.room.at(-1) === 'not admitted');
    const before = (await world.read(visitId)).visit;
    const told = world.room.length;
    await world.bus.publish(
      world.published.filter(({ type }) => type.startsWith('visit.') || type.startsWith('media.')),
    );
    await until(() => world.room.length >= told + 2, { why: () => world.room });
    expect(world.room.slice(told)).not.toContain('admitted');
    expect((await world.read(visitId)).visit).toEqual(before);
    await world.stop();
  });

  it('drops what media tells of a visit that is not there, and takes the next', async () => {
    const world = await startVisits();
    await world.connect('patient', anyId());
    const visitId = await world.book();
    await world.connect('patient', visitId);
    await until(async () => (await linesOf(world, visitId)).length === 1);
    expect(await world.bus.deadLetters('visits')).toEqual([]);
    await world.stop();
  });
});

describe('the attendance log', () => {
  it('proves the billed seconds by itself', async () => {
    const world = await startVisits();
    const visitId = await world.book();
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    const [patient, doctor] = [world.connectionOf('patient', visitId), world.connectionOf('doctor', visitId)];
    await world.bus.publish([world.asConnected(patient), world.asConnected(doctor)]);
    await until(async () => (await world.read(visitId)).visit.status === 'running');
    world.clock.now += 90_500;
    await world.sockets['visit:end'](world.caller('doctor'), { visitId });
    const endedAt = world.clock.now;
    const atEnd = { disconnectedAt: endedAt, reason: 'visit_ended' as const };
    world.known.push({ ...patient, ...atEnd }, { ...doctor, ...atEnd });
    await closeAttendance(world, visitId);
    // Told late: the line had died before the end, and somebody nobody knew of had been there.
    const unknown = { ...world.connectionOf('nurse', visitId), connectedAt: endedAt - 60_000 };
    await world.bus.publish([
      world.asDisconnected(patient, 'node_died', endedAt - 10_000),
      world.asDisconnected(doctor, 'visit_ended', endedAt + 40),
      world.asDisconnected(unknown, 'left', endedAt),
    ]);
    await until(async () => (await linesOf(world, visitId)).length === 5, {
      why: () => linesOf(world, visitId),
    });
    const lines = await linesOf(world, visitId);
    await until(async () => verifyAttendance(await linesOf(world, visitId)).isProven);
    expect(verifyAttendance(lines)).toMatchObject({ billed: 90, proven: 90, isProven: true });
    expect(lines.find((line) => line.kind === 'connection' && line.side === 'patient')).toMatchObject({
      disconnectedAt: endedAt - 10_000,
      countedUntilAt: endedAt,
    });
    expect(
      lines.find((line) => line.kind === 'connection' && line.userId === world.people.nurse),
    ).toMatchObject({
      countedUntilAt: unknown.connectedAt,
    });
    await world.stop();
  });

  it('waits for what media knows, and bills what was under way when the visit ended', async () => {
    const world = await startVisits();
    const visitId = await world.book();
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    const [patient, doctor] = [world.connectionOf('patient', visitId), world.connectionOf('doctor', visitId)];
    world.clock.now += 42_000;
    const { visit } = await world.sockets['visit:end'](world.caller('doctor'), { visitId });
    expect(visit).toMatchObject({ status: 'ended', billableSeconds: 0 });
    const { media } = world.deps;
    const answers = media['attendance:read'];
    media['attendance:read'] = async () => {
      throw new Refusal('conflict', 'Who was connected until when is not known yet.');
    };
    await expect(closeAttendance(world, visitId)).rejects.toMatchObject({ code: 'conflict' });
    const closed = () => world.published.filter(({ type }) => type === 'visit.attendance_closed');
    expect([closed(), await linesOf(world, visitId)]).toEqual([[], []]);

    media['attendance:read'] = answers;
    const atEnd = { disconnectedAt: world.clock.now, reason: 'visit_ended' as const };
    world.known.push({ ...patient, ...atEnd }, { ...doctor, ...atEnd });
    // The visit's own event comes again, and what is due is done twice.
    await world.bus.publish(world.published.filter(({ type }) => type === 'visit.ended'));
    await closeAttendance(world, visitId);
    await world.bus.publish(world.published.filter(({ type }) => type === 'visit.ended'));
    await closeAttendance(world, visitId);
    const read = (await world.read(visitId)).visit;
    expect(read).toMatchObject({ status: 'ended', billableSeconds: 42 });
    await until(() => closed().length > 0);
    expect(closed()).toMatchObject([
      {
        data: {
          visitId,
          billableSeconds: 42,
          intervals: [{ fromAt: patient.connectedAt, toAt: atEnd.disconnectedAt }],
        },
      },
    ]);
    expect(verifyAttendance(await linesOf(world, visitId))).toMatchObject({ billed: 42, isProven: true });
    await world.stop();
  });

  it('is the same however often and in whatever order it was told', async () => {
    const world = await startVisits();
    const order = fc.shuffledSubarray(
      [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5].map((which, at) => ({ which, at })),
      { minLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(order, fc.nat(12), async (sequence, endsAfter) => {
        const visitId = await world.book();
        await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
        const from = world.clock.now;
        const [patient, again, doctor] = (['patient', 'patient', 'doctor'] as const).map((name, n) => ({
          ...world.connectionOf(name, visitId),
          connectedAt: from + n * 5_000,
        }));
        const facts = [
          world.asConnected(patient!),
          world.asDisconnected(patient!, 'lost', from + 20_000),
          world.asConnected(again!),
          world.asDisconnected(again!, 'left', from + 50_000),
          world.asConnected(doctor!),
          world.asDisconnected(doctor!, 'left', from + 60_000),
        ];
        world.clock.now = from + 90_000;
        for (const fact of facts)
          if (fact.type === ParticipantDisconnected.type)
            world.known.push(ParticipantDisconnected.data.parse(fact.data));
        const end = () => world.sockets['visit:end'](world.caller('doctor'), { visitId });
        for (const [n, { which }] of sequence.entries()) {
          if (n === endsAfter) await end();
          await world.bus.publish([facts[which]!]);
        }
        await end();
        await closeAttendance(world, visitId);
        await until(async () => {
          const told = (await linesOf(world, visitId)).filter((line) => line.kind === 'connection');
          return told.length === 3 && told.every((line) => line.disconnectedAt !== undefined);
        });
        const lines = await linesOf(world, visitId);
        expect(
          lines
            .filter((line) => line.kind === 'connection')
            .map((line) => line.disconnectedAt! - from)
            .toSorted((one, other) => one - other),
        ).toEqual([20_000, 50_000, 60_000]);
        expect(verifyAttendance(lines)).toMatchObject({ billed: 40, isProven: true });
      }),
      { numRuns: 15 },
    );
    await world.stop();
  }, 30_000);
});
