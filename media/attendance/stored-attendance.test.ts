import { afterEach, describe, expect, it } from 'vitest';
import { ParticipantId } from '#contracts/call/call.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { NodeId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { until } from '../../test/kit/until.ts';
import type { ConnectionFacts } from './attendance-log.ts';
import { ConnectionStore } from './connection-store.ts';
import { StoredAttendance } from './stored-attendance.ts';

const startedAt = 1_800_000_000_000;
const stores: Store[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function setUp() {
  const clock = { at: startedAt, elapsed: 0 };
  const now = () => clock.at;
  const elapsed = () => clock.elapsed;
  const store = await openSqliteStore({ file: ':memory:', now });
  stores.push(store);
  const connections = await ConnectionStore.open(store);
  const open = (node: string, beatMs = 5) => {
    const nodeId = NodeId.parse(node);
    const deps = { store: connections, nodeId, now, newId: newUuid, log: silentLog, beatMs, elapsed };
    return new StoredAttendance(deps);
  };
  const events = async (): Promise<readonly EventEnvelope[]> =>
    (await store.pendingEvents(100)).flatMap((pending) => pending.events);
  return { clock, connections, open, events };
}

const connection = (changes: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  tenantId: TenantId.parse(newUuid()),
  visitId: VisitId.parse(newUuid()),
  connectionId: newUuid(),
  participantId: ParticipantId.parse(newUuid()),
  userId: UserId.parse(newUuid()),
  side: 'patient',
  epoch: 1,
  connectedAt: startedAt,
  ...changes,
});

describe('attendance', () => {
  it('writes both ends of a connection, in order', async () => {
    const { open, events } = await setUp();
    const attendance = open('one');
    const facts = connection();
    attendance.opened(facts);
    attendance.closed(facts, { disconnectedAt: startedAt + 60_000, reason: 'left' });
    await attendance.stop();
    const written = await events();
    expect(written.map(({ type }) => type)).toEqual([
      'media.participant_connected',
      'media.participant_disconnected',
    ]);
    expect(written[1]).toMatchObject({
      key: facts.visitId,
      data: { connectionId: facts.connectionId, disconnectedAt: startedAt + 60_000, reason: 'left' },
    });
  });

  it('tells of a visit that is over only when all of it is written, and both ends are known', async () => {
    const { open, connections } = await setUp();
    const [one, other] = [open('one'), open('other')];
    const { tenantId, visitId } = connection();
    const [patient, doctor] = [connection({ tenantId, visitId }), connection({ tenantId, visitId })];
    const end = { disconnectedAt: startedAt + 60_000, reason: 'left' as const };
    one.opened(patient);
    one.closed(patient, end);
    const visit = { tenantId, visitId };
    expect(await one.ofEndedVisit(visit)).toMatchObject([{ connectionId: patient.connectionId, ...end }]);
    expect(await one.ofEndedVisit({ ...visit, tenantId: TenantId.parse(newUuid()) })).toEqual([]);

    other.opened(doctor);
    await until(async () => (await connections.listIn(visitId)).length === 2);
    await expect(one.ofEndedVisit(visit)).rejects.toMatchObject({ code: 'conflict' });
    other.closed(doctor, end);
    await until(async () => (await one.ofEndedVisit(visit).catch(() => [])).length === 2);
    await one.stop();
    await other.stop();
  });

  it('closes at the next start what a killed node left open, at the moment it last beat', async () => {
    const { clock, connections, open, events } = await setUp();
    const killed = open('one');
    await killed.start();
    const facts = connection();
    killed.opened(facts);
    clock.at = startedAt + 42_000;
    await until(async () => (await connections.lastBeat('one')) === startedAt + 42_000);
    await killed.stop();
    clock.at = startedAt + 43_500;
    const next = open('one');
    await next.start();
    await next.stop();
    expect((await events()).at(-1)?.data).toMatchObject({
      connectionId: facts.connectionId,
      disconnectedAt: startedAt + 42_000,
      reason: 'node_died',
    });
  });

  it('takes over from another node that fell silent, whatever either clock says', async () => {
    const { clock, connections, open, events } = await setUp();
    const other = open('other', 1_000_000);
    await other.start();
    other.opened(connection());
    await until(async () => (await connections.listOpen()).length === 1);
    await connections.beat('other', startedAt);
    let looks = 0;
    const lastBeat = connections.lastBeat.bind(connections);
    connections.lastBeat = (nodeId) => {
      looks++;
      return lastBeat(nodeId);
    };
    const one = open('one', 1);
    await one.start();
    clock.at = startedAt + 3_600_000;
    await until(() => looks > 3);
    clock.elapsed = 9_000;
    await connections.beat('other', startedAt + 9_000);
    await until(() => looks > 6);
    clock.elapsed = 15_000;
    await until(() => looks > 9);
    expect(await connections.listOpen()).toHaveLength(1);
    clock.elapsed = 30_000;
    await until(async () => (await connections.listOpen()).length === 0);
    expect((await events()).at(-1)?.data).toMatchObject({
      reason: 'node_died',
      disconnectedAt: startedAt + 9_000,
    });
    await Promise.all([other.stop(), one.stop()]);
  });

  it('closes at once what a lost node left open in a visit that was taken over', async () => {
    const { clock, connections, open, events } = await setUp();
    const [lost, next] = [open('lost', 1_000_000), open('next', 1_000_000)];
    const [moved, elsewhere] = [connection(), connection()];
    lost.opened(moved);
    lost.opened(elsewhere);
    await until(async () => (await connections.listOpen()).length === 2);
    await connections.beat('lost', startedAt + 800);
    clock.at = startedAt + 1_500;
    next.opened({ ...moved, connectionId: newUuid(), connectedAt: clock.at });
    next.closeLeftIn(moved.visitId);
    next.closeLeftIn(moved.visitId);
    await until(async () => (await events()).length === 4);
    expect((await events()).at(-1)).toMatchObject({
      type: 'media.participant_disconnected',
      data: { connectionId: moved.connectionId, reason: 'node_died', disconnectedAt: startedAt + 800 },
    });
    expect((await connections.listOpen()).map(({ nodeId }) => nodeId).toSorted()).toEqual(['lost', 'next']);
    await Promise.all([lost.stop(), next.stop()]);
  });

  it('repeats what the store refuses until it is written', async () => {
    const { open, connections, events } = await setUp();
    const write = connections.open.bind(connections);
    let refusals = 2;
    connections.open = async (...fact) => {
      if (refusals-- > 0) throw new Error('The disk is full.');
      await write(...fact);
    };
    const attendance = open('one');
    attendance.opened(connection());
    await until(async () => (await events()).length === 1);
    await attendance.stop();
  });
});
