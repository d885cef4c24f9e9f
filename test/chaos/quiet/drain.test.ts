import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NodeId } from '#contracts/ids.ts';
import { LiveSocket } from '#contracts/sockets/live.ts';
import { createSocketClient } from '../../../web/api/socket-client.ts';
import { SocketLink } from '../../../web/api/socket-link.ts';
import type { CallClient } from '../../kit/calls/call-client.ts';
import { until } from '../../kit/until.ts';
import { World } from '../../kit/world.ts';

const clients = 300;
const handedOverWithinMs = 10_000;
/** Without a line for so long nobody notices: a browser says so after a second. */
const unnoticedMs = 1_000;

/** What may be missing of sound or pictures while a media node hands its rooms over. */
const unheardMs = 200;

describe('a node that drains', () => {
  let world: World;
  const links: SocketLink[] = [];
  const calls: CallClient[] = [];
  beforeAll(async () => {
    world = await World.create({ way: 'together' });
  });
  afterEach(() => {
    for (const link of links.splice(0)) link.close();
    for (const call of calls.splice(0)) call.close();
  });
  afterAll(() => world?.close());

  it('hands the rooms of a media node over while sound goes on, from each node to the other', async () => {
    const { patient, doctor, visit } = await world.visit();
    calls.push(...(await Promise.all([patient, doctor].map((person) => world.call(person, visit)))));
    await until(() => calls.every(({ state }) => state.phase === 'in_call' || state.phase === 'waiting'));
    await (await doctor.live()).request('visit:admit', { visitId: visit.id });
    const silences: Record<string, number> = {};
    for (const _turn of [1, 2]) {
      await until(() => calls.every(({ hears }) => hears), { withinMs: 20_000 });
      const { nodeId } = await world.workerOf(visit);
      const since = performance.now();
      await world.together.process(nodeId).stop();
      const stoppedMs = performance.now() - since;
      await until(() => calls.every(({ hears, epochs }) => hears && epochs.length > 1));
      expect((await world.workerOf(visit)).nodeId).not.toBe(nodeId);
      silences[nodeId] = Math.round(Math.max(...calls.map((call) => call.longestSilence(since))));
      console.log(nodeId, 'drained', { silentMs: silences[nodeId], stoppedMs: Math.round(stoppedMs) });
      await world.together.process(nodeId).start();
    }
    expect(Object.keys(silences)).toHaveLength(2);
    expect(Math.max(...Object.values(silences))).toBeLessThan(unheardMs);
  });

  it('lets an administrator drain the node of a visit and take it into service again', async () => {
    const { patient, doctor, admin, visit } = await world.visit();
    calls.push(...(await Promise.all([patient, doctor].map((person) => world.call(person, visit)))));
    await until(() => calls.every(({ state }) => state.phase === 'in_call' || state.phase === 'waiting'));
    await (await doctor.live()).request('visit:admit', { visitId: visit.id });
    await until(() => calls.every(({ hears }) => hears), { withinMs: 20_000 });
    const sockets = [await patient.live(), await doctor.live()];
    const watching = await admin.sessions();
    const nodes = async () => (await watching.request('sessions:watch', {})).nodes;
    const isDraining = async (node: string) =>
      (await nodes()).find(({ nodeId }) => nodeId === node)?.isDraining;
    const here = (await world.workerOf(visit)).nodeId;
    const ids = (await nodes()).map(({ nodeId }) => nodeId);
    const [from, other] = ids.toSorted((one) => (one === here ? -1 : 1)) as [NodeId, NodeId];

    const since = performance.now();
    await watching.request('node:drain', { nodeId: from });
    await until(() => calls.every(({ hears, epochs }) => hears && epochs.length > 1));
    expect((await world.workerOf(visit)).nodeId).toBe(other);
    expect(await isDraining(from)).toBe(true);
    expect(sockets.every(({ isConnected }) => isConnected)).toBe(true);
    const silentMs = Math.max(...calls.map((call) => call.longestSilence(since)));
    console.log(from, 'drained by an administrator', { silentMs: Math.round(silentMs) });
    expect(silentMs).toBeLessThan(unheardMs);
    // Those in a room may take five seconds to leave it behind.
    await until(
      () =>
        watching
          .notices('node:changed')
          .some(
            (one) => one.nodeId === from && one.isDraining && one.workers.every(({ rooms }) => rooms === 0),
          ),
      { withinMs: 15_000 },
    );

    await expect(watching.request('node:drain', { nodeId: other })).rejects.toMatchObject({
      code: 'no_other_node',
    });
    await watching.request('node:resume', { nodeId: from });
    expect(await isDraining(from)).toBe(false);
    await watching.request('node:drain', { nodeId: other });
    await until(async () => (await world.workerOf(visit)).nodeId === from);
    await world.together.process(other).stop();
    await world.together.process(other).start();
    await until(async () => (await isDraining(other)) === false, { withinMs: 10_000 });
    const facts = async () => {
      const { entries } = await admin.api.audit.listEntries({ query: { actorId: admin.userId } });
      return entries.filter(({ subjectKind }) => subjectKind === 'node').map(({ action }) => action);
    };
    await until(async () => (await facts()).length === 3, { withinMs: 10_000 });
    expect((await facts()).toSorted()).toEqual([
      'media.node_drained',
      'media.node_drained',
      'media.node_resumed',
    ]);
  });

  it('hands the clients of a signaling node over one after the other, each without its noticing', async () => {
    const { tokens, site: address } = await world.demo('nurse');
    const lost: { at: number; forMs: number }[] = [];
    const ports = Array.from({ length: clients }, () => {
      const link = SocketLink.create({ address, tokens, onSessionClosed: () => undefined });
      links.push(link);
      const socket = link.namespace(LiveSocket.namespace);
      let lostAt: number | undefined;
      socket.on('disconnect', () => {
        lostAt = performance.now();
      });
      socket.on('connect', () => {
        if (lostAt !== undefined) lost.push({ at: lostAt, forMs: performance.now() - lostAt });
      });
      return createSocketClient(LiveSocket, socket);
    });
    await until(() => ports.every(({ isConnected }) => isConnected), { withinMs: 30_000 });

    const startedAt = performance.now();
    await world.together.process('signaling-1').stop();
    const stoppedMs = performance.now() - startedAt;
    await until(() => ports.every(({ isConnected }) => isConnected));
    const spreadMs = Math.max(...lost.map(({ at }) => at)) - startedAt;
    const away = lost.map(({ forMs }) => forMs).toSorted((a, b) => a - b);
    const figures = {
      clients: lost.length,
      spreadMs,
      stoppedMs,
      awayMs: { p50: away[Math.floor(away.length / 2)], longest: away.at(-1) },
    };
    console.log('a signaling node drained', figures);
    expect(lost.length).toBeGreaterThan(clients / 3);
    expect(lost.length).toBeLessThan((clients * 2) / 3);
    expect(spreadMs).toBeGreaterThan(500);
    expect(spreadMs).toBeLessThan(handedOverWithinMs);
    expect(figures.awayMs.longest).toBeLessThan(unnoticedMs);
  });
});
