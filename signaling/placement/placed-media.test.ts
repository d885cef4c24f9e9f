import { describe, expect, it } from 'vitest';
import { type MediaNode, roomLease } from '#contracts/call/place.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { MediaRpc } from '#contracts/rpc/media.ts';
import { elsewhere } from '#contracts/rpc/socket-calls.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import type { NodeRow } from '#platform/cluster/cluster.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import type { RpcRequest } from '#platform/rpc/rpc.ts';
import { actorWith } from '../../test/kit/actors.ts';
import { until } from '../../test/kit/until.ts';
import { MediaNodes } from './media-nodes.ts';
import { PlacedMedia } from './placed-media.ts';
import { RoomPlaces } from './room-places.ts';

const caller = { actor: actorWith('doctor'), connectionId: 'socket' };
const { tenantId } = caller.actor;
const newVisit = () => VisitId.parse(newUuid());

/** A media node as signaling sees one: its row, its lifeline, and what it answers. */
class FakeNode {
  readonly nodeId: NodeId;
  readonly instanceId = newUuid();
  readonly asked: { call: string; visitId?: VisitId }[] = [];
  isFrozen = false;
  consumers = 0;
  isDraining = false;

  constructor(name: string) {
    this.nodeId = NodeId.parse(name);
  }

  get address() {
    return `http://${this.nodeId}:3000`;
  }

  get row(): NodeRow {
    const { nodeId, instanceId, address, isDraining, consumers } = this;
    const workers = [{ pid: 1, rooms: 0, consumers, cpu: 0 }];
    const data: MediaNode = {
      nodeId,
      instanceId,
      address,
      isDraining,
      region: 'here',
      updatedAt: 0,
      workers,
    };
    return { kind: 'media', nodeId, instanceId, updatedAt: 0, data };
  }
}

async function setUp() {
  const cluster = createMemoryCluster({ now: systemNow, log: silentLog, sweepEveryMs: 5 });
  const cuts = new Map<string, () => void>();
  const nodes = new MediaNodes({
    cluster,
    holdLifeline: ({ address, onLost }) => {
      cuts.set(address, onLost);
      return { close: () => undefined };
    },
    log: silentLog,
  });
  const all = new Map<string, FakeNode>();
  let isClusterAway = false;
  const reading = {
    read: async (name: string) => {
      if (isClusterAway) throw new Refusal('unavailable', 'The cluster is away.');
      return cluster.read(name);
    },
  };
  const places = new RoomPlaces(reading);

  const placeOf = (node: FakeNode) =>
    JSON.stringify({ nodeId: node.nodeId, instanceId: node.instanceId, address: node.address });

  async function answer(node: FakeNode, { contract, call, input }: RpcRequest): Promise<unknown> {
    const asked = input as { tenantId: TenantId; visitId: VisitId; fromEpoch: number; input?: never };
    const visitId = ((asked.input ?? asked) as { visitId?: VisitId }).visitId;
    node.asked.push({ call, ...(visitId && { visitId }) });
    if (node.isFrozen) return new Promise(() => undefined);
    const held = visitId && (await cluster.read(roomLease(tenantId, visitId)));
    const mine = { name: roomLease(tenantId, visitId!), holder: node.instanceId, value: placeOf(node) };
    if (contract === MediaRpc) {
      const taken = await cluster.takeOver({ ...mine, fromEpoch: asked.fromEpoch, ttlMs: 60_000 });
      if (!taken) throw new Refusal(elsewhere, 'Somebody else has it.');
      return {};
    }
    if (call === 'ask:call:join' && !held) await cluster.acquire({ ...mine, ttlMs: 60_000 });
    const isMine = !held || held.holder === node.instanceId;
    if (visitId && !isMine) throw new Refusal(elsewhere, 'Not here.');
    return { node: node.nodeId };
  }

  const transport = {
    send: async (request: RpcRequest): Promise<unknown> => {
      const node = all.get(request.address ?? '');
      if (!node) throw new Refusal('unavailable', 'Nobody answers.');
      return answer(node, request);
    },
  };
  const placed = new PlacedMedia({
    transport,
    places,
    nodes,
    region: 'here',
    random: () => 0,
    log: silentLog,
  });
  await nodes.start();
  placed.start();
  const sockets = { service: 'media', calls: {} };
  return {
    cluster,
    nodes,
    add: async (name: string, consumers = 0) => {
      const node = new FakeNode(name);
      node.consumers = consumers;
      all.set(node.address, node);
      await cluster.writeNode(node.row, 600_000);
      return node;
    },
    ask: (name: string, visitId: VisitId) =>
      placed.send({ contract: sockets, call: `ask:${name}`, input: { caller, input: { visitId } } }),
    closed: (visitIds: VisitId[]) => {
      const rooms = visitIds.flatMap((id) => [
        { kind: 'visit', id },
        { kind: 'participant', id },
      ]);
      return placed.send({ contract: sockets, call: 'closed:call', input: { caller, rooms } });
    },
    kill: (node: FakeNode) => {
      all.delete(node.address);
      cuts.get(node.address)?.();
    },
    /** It does not answer any more, and nobody knows yet. */
    silence: (node: FakeNode) => all.delete(node.address),
    expire: (node: FakeNode) => cluster.writeNode(node.row, 1),
    holderOf: async (visitId: VisitId) => (await cluster.read(roomLease(tenantId, visitId)))?.holder,
    loseCluster: () => {
      isClusterAway = true;
    },
  };
}

describe('the media node of a visit', () => {
  it('is chosen by the first join, and asked by everybody from then on', async () => {
    const world = await setUp();
    await world.add('busy', 400);
    const free = await world.add('free');
    const visitId = newVisit();
    expect(await world.ask('call:join', visitId)).toEqual({ node: 'free' });
    free.consumers = 900;
    await world.cluster.writeNode(free.row, 60_000);
    expect(await world.ask('call:join', visitId)).toEqual({ node: 'free' });
    expect(await world.ask('call:produce', visitId)).toEqual({ node: 'free' });
  });

  it('is refused when there is none, and not invented for a request of no call', async () => {
    const world = await setUp();
    await expect(world.ask('call:join', newVisit())).rejects.toMatchObject({ code: 'no_media_node' });
    await world.add('one');
    await expect(world.ask('call:produce', newVisit())).rejects.toMatchObject({ code: 'not_in_call' });
  });

  it('is looked up again when the room turns out to be elsewhere', async () => {
    const world = await setUp();
    const one = await world.add('one');
    const visitId = newVisit();
    await world.ask('call:join', visitId);
    const two = await world.add('two', 10);
    const lease = await world.cluster.read(roomLease(tenantId, visitId));
    await world.cluster.takeOver({
      name: roomLease(tenantId, visitId),
      fromEpoch: lease?.epoch ?? 0,
      holder: two.instanceId,
      value: JSON.stringify({ nodeId: two.nodeId, instanceId: two.instanceId, address: two.address }),
      ttlMs: 60_000,
    });
    expect(await world.ask('call:produce', visitId)).toEqual({ node: 'two' });
    expect(one.asked.filter(({ call }) => call === 'ask:call:produce')).toHaveLength(1);
  });

  it('is another at once when the one that had it is killed, without anybody asking', async () => {
    const world = await setUp();
    const one = await world.add('one');
    const visits = [newVisit(), newVisit(), newVisit()];
    for (const visitId of visits) await world.ask('call:join', visitId);
    const two = await world.add('two');
    world.kill(one);
    for (const visitId of visits) await until(async () => (await world.holderOf(visitId)) === two.instanceId);
    expect(two.asked.map(({ call }) => call)).toEqual(['room:take', 'room:take', 'room:take']);
    expect(await world.ask('call:join', visits[0]!)).toEqual({ node: 'two' });
  });

  it('is the next one when the first that is asked to take the room does not answer', async () => {
    const world = await setUp();
    const one = await world.add('one');
    const visitId = newVisit();
    await world.ask('call:join', visitId);
    const [silent, three] = [await world.add('silent'), await world.add('three')];
    world.silence(silent);
    world.kill(one);
    await until(async () => (await world.holderOf(visitId)) === three.instanceId);
    expect(three.asked.map(({ call }) => call)).toEqual(['room:take']);
  });

  it('does not keep a join waiting that hangs at a frozen node once its row has expired', async () => {
    const world = await setUp();
    const one = await world.add('one');
    const visitId = newVisit();
    await world.ask('call:join', visitId);
    await world.add('two');
    one.isFrozen = true;
    const joining = world.ask('call:join', visitId);
    await until(() => one.asked.length === 2);
    await world.expire(one);
    expect(await joining).toEqual({ node: 'two' });
  });

  it('hears of closed sockets, each node of its own rooms', async () => {
    const world = await setUp();
    const one = await world.add('one');
    const here = newVisit();
    await world.ask('call:join', here);
    const two = await world.add('two');
    two.consumers = 0;
    await world.closed([here, newVisit()]);
    expect(one.asked.at(-1)).toEqual({ call: 'closed:call' });
    expect(two.asked).toEqual([]);
  });

  it('stays the same while the cluster is away, and new rooms go where every node would send them', async () => {
    const world = await setUp();
    const other = await setUp();
    for (const name of ['one', 'two', 'three']) await Promise.all([world.add(name), other.add(name)]);
    const visitId = newVisit();
    const before = await world.ask('call:join', visitId);
    await world.ask('call:produce', visitId);
    world.loseCluster();
    other.loseCluster();
    expect(await world.ask('call:join', visitId)).toEqual(before);
    for (let n = 0; n < 10; n++) {
      const unknown = newVisit();
      expect(await world.ask('call:join', unknown)).toEqual(await other.ask('call:join', unknown));
    }
  });
});
