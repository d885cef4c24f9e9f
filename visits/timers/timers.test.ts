import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/kit/until.ts';
import { minuteMs, startVisits, type VisitsWorld } from '../visits.kit.ts';
import type { VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';

describe('what happens by itself', () => {
  let world: VisitsWorld;
  let visitId: VisitId;
  beforeEach(async () => {
    world = await startVisits();
    visitId = await world.book();
  });
  afterEach(() => world.stop());

  const status = async () => (await world.read(visitId)).visit.status;
  const timer = (kind: string) => world.hand.tasks.get(`${kind}:${visitId}`);
  const hasTimer = (kind: string) =>
    until(() => timer(kind), { why: () => [kind, ...world.hand.tasks.keys()] });
  const watch = (connectionId: string) =>
    world.sockets['visit:watch'](world.caller('patient', connectionId), { visitId });
  const close = (connectionId: string) =>
    world.service.sockets?.[0]?.onSocketClosed?.(world.caller('patient', connectionId), [
      { kind: 'visit', id: visitId },
    ]);

  it('closes a visit to which nobody came half an hour after its start', async () => {
    await hasTimer('visit-no-show');
    await world.pass(34 * minuteMs);
    expect(await status()).toBe('booked');
    await world.pass(minuteMs);
    expect(await status()).toBe('no_show');
    await until(() => world.published.some(({ type }) => type === 'visit.no_show'));
    await until(() => world.room.includes('closed'));
  });

  it('leaves a visit open whose patient waits', async () => {
    await hasTimer('visit-no-show');
    await watch('one');
    await world.ticket('patient', visitId);
    await hasTimer('visit-lost-place');
    await world.pass(3 * 60 * minuteMs);
    expect(await status()).toBe('waiting');
  });

  it('keeps the place of a patient whose line was lost for five minutes', async () => {
    await watch('one');
    await world.ticket('patient', visitId);
    await hasTimer('visit-lost-place');
    await close('one');
    await world.pass(5 * minuteMs - 1);
    expect(await status()).toBe('waiting');
    await watch('two');
    await world.pass(60 * minuteMs);
    expect(await status()).toBe('waiting');
    await close('two');
    await world.pass(5 * minuteMs);
    expect(await status()).toBe('booked');
    await hasTimer('visit-no-show');
    expect((await world.ticket('patient', visitId)).visit.status).toBe('waiting');
  });

  describe('where signaling is another process', () => {
    const [first, second] = [newUuid(), newUuid()];
    const write = (nodeId: string, instanceId: string) =>
      world.cluster.writeNode(
        { kind: 'signaling', nodeId, instanceId, updatedAt: world.clock.now, data: {} },
        8 * 3_600_000,
      );
    const watchAt = (nodeId: string) =>
      world.sockets['visit:watch']({ ...world.caller('patient', 'one'), nodeId }, { visitId });
    beforeEach(async () => {
      await Promise.all([write('signaling-1', first), write('signaling-2', second)]);
      await watchAt(first);
      await world.ticket('patient', visitId);
      await hasTimer('visit-lost-place');
    });
    const kill = () =>
      world.cluster.removeNode({ kind: 'signaling', nodeId: 'signaling-1', instanceId: first });

    it('keeps the place while the process lives that holds the socket', async () => {
      await world.pass(2 * 60 * minuteMs);
      expect(await status()).toBe('waiting');
    });

    it('counts from the moment at which that process was lost', async () => {
      await world.pass(12 * minuteMs);
      await kill();
      await world.pass(5 * minuteMs - 1);
      expect(await status()).toBe('waiting');
      await world.pass(1);
      expect(await status()).toBe('booked');
    });

    it('does not mind the loss when the patient has come back to another', async () => {
      await kill();
      await world.sockets['visit:watch']({ ...world.caller('patient', 'two'), nodeId: second }, { visitId });
      await world.pass(60 * minuteMs);
      expect(await status()).toBe('waiting');
    });
  });

  it('does not mind an old socket that is found dead after the new one stands', async () => {
    await watch('before the tunnel');
    await world.ticket('patient', visitId);
    await hasTimer('visit-lost-place');
    await watch('after the tunnel');
    await close('before the tunnel');
    await world.pass(30 * minuteMs);
    expect(await status()).toBe('waiting');
  });

  it('gives the place free of a patient who only took a ticket and never came', async () => {
    await world.ticket('patient', visitId);
    await hasTimer('visit-lost-place');
    await world.pass(5 * minuteMs);
    expect(await status()).toBe('booked');
  });

  it('keeps the place while media still holds the patient, and counts from when it no longer does', async () => {
    await world.ticket('patient', visitId);
    await hasTimer('visit-lost-place');
    const connection = await world.connect('patient', visitId);
    await until(async () => (await world.read(visitId)).visit.version === 3);
    await world.pass(20 * minuteMs);
    expect(await status()).toBe('waiting');
    await world.disconnect(connection, 'lost');
    await until(async () => (await world.read(visitId)).visit.version === 4);
    await world.pass(5 * minuteMs);
    expect(await status()).toBe('booked');
  });

  it('ends a visit that everybody left, as of when the last one left', async () => {
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    const [patient, doctor] = [
      await world.connect('patient', visitId),
      await world.connect('doctor', visitId),
    ];
    await until(async () => (await status()) === 'running');
    // The admission's own timer: once it is there, only the leaving of the last one can move it.
    await hasTimer('visit-abandoned');
    world.clock.now += 4 * minuteMs;
    await world.disconnect(patient, 'left');
    world.clock.now += minuteMs;
    await world.disconnect(doctor, 'left');
    const leftAt = world.clock.now;
    await until(() => timer('visit-abandoned')?.dueAt === leftAt + 30 * minuteMs);
    await world.pass(29 * minuteMs);
    expect(await status()).toBe('running');
    await world.pass(minuteMs);
    expect((await world.read(visitId)).visit).toMatchObject({
      status: 'ended',
      endedAt: leftAt,
      billableSeconds: 240,
    });
    await until(() =>
      world.published.some(({ type, actor }) => type === 'visit.ended' && actor.kind === 'service'),
    );
  });

  it('does not end a visit to which somebody came back', async () => {
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    await hasTimer('visit-abandoned');
    world.clock.now += 10 * minuteMs;
    await world.connect('doctor', visitId);
    await until(async () => (await world.read(visitId)).visit.version === 3);
    await world.pass(3 * 60 * minuteMs);
    expect(await status()).toBe('admitted');
  });

  it('ends a visit whose patient was sent back and left for good', async () => {
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
    world.clock.now += minuteMs;
    await world.sockets['visit:send-back'](world.caller('doctor'), { visitId });
    await hasTimer('visit-lost-place');
    await world.pass(5 * minuteMs);
    expect(await status()).toBe('booked');
    await world.pass(35 * minuteMs);
    expect(await status()).toBe('ended');
  });
});
