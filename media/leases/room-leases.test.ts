import { describe, expect, it } from 'vitest';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid } from '#platform/clock.ts';
import { createMemoryCluster, type MemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { RoomLeases } from './room-leases.ts';

const newRoom = () => ({ tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) });

function setUp() {
  const clock = { at: 1_800_000_000_000 };
  const now = () => clock.at;
  const cluster = createMemoryCluster({ now, log: silentLog });
  let isAway = false;
  const orAway =
    <In extends unknown[], Out>(ask: (...input: In) => Promise<Out>) =>
    async (...input: In): Promise<Out> => {
      if (isAway) throw new Refusal('unavailable', 'The cluster is away.');
      return ask(...input);
    };
  const asked: Pick<MemoryCluster, 'acquire' | 'renew' | 'release' | 'takeOver'> = {
    acquire: orAway(cluster.acquire),
    renew: orAway(cluster.renew),
    release: orAway(cluster.release),
    takeOver: orAway(cluster.takeOver),
  };
  const node = (name: string) => {
    const place = { nodeId: NodeId.parse(name), instanceId: newUuid(), address: `http://${name}:3000` };
    const leases = new RoomLeases({ cluster: asked, place, now, log: silentLog });
    const lost: string[] = [];
    leases.on('lost', ({ visitId }) => lost.push(visitId));
    const renew = () => leases.renew(now());
    return { leases, lost, renew };
  };
  return {
    clock,
    node,
    setAway: (away: boolean) => {
      isAway = away;
    },
  };
}

describe("a node's claims on its rooms", () => {
  it('give each room to one node, and epochs that only rise', async () => {
    const { node } = setUp();
    const [one, other] = [node('one'), node('other')];
    const room = newRoom();
    const nextEpoch = await one.leases.open(room);
    const first = [nextEpoch(), nextEpoch()];
    await expect(other.leases.open(room)).rejects.toMatchObject({ code: 'elsewhere' });
    one.leases.release(room);
    const then = (await other.leases.open(room))();
    expect([...first, then]).toEqual([...first, then].toSorted((a, b) => a - b));
    expect(new Set([...first, then]).size).toBe(3);
  });

  it('go to one of those who take over from a dead node, which then finds itself without', async () => {
    const { node } = setUp();
    const [dead, one, other] = [node('dead'), node('one'), node('other')];
    const room = newRoom();
    const before = (await dead.leases.open(room))();
    const fromEpoch = dead.leases.leaseEpochOf(room) ?? 0;
    const taken = await Promise.allSettled([one, other].map(({ leases }) => leases.take(room, fromEpoch)));
    expect(taken.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const winner = taken[0]?.status === 'fulfilled' ? one : other;
    const told = await winner.leases.take(room, fromEpoch);
    expect((await winner.leases.open(room))()).toBe(told);
    expect(told).toBeGreaterThan(before);
    await dead.renew();
    expect(dead.lost).toEqual([room.visitId]);
    expect(dead.leases.holds(room)).toBe(false);
  });

  it('outlast a pause of the node in which nobody took the room', async () => {
    const { node, clock } = setUp();
    const { leases, lost, renew } = node('one');
    const room = newRoom();
    await leases.open(room);
    clock.at += 3_600_000;
    await renew();
    expect(lost).toEqual([]);
    expect(leases.holds(room)).toBe(true);
  });

  it('are kept and made while the cluster is away, and settled when it is back', async () => {
    const { node, setAway } = setUp();
    const [one, other] = [node('one'), node('other')];
    const [held, contested] = [newRoom(), newRoom()];
    await one.leases.open(held);
    setAway(true);
    await one.renew();
    await one.leases.open(contested);
    await other.leases.open(contested);
    setAway(false);
    await other.renew();
    await one.renew();
    expect(one.lost).toEqual([contested.visitId]);
    expect(other.lost).toEqual([]);
    expect([one.leases.holds(held), other.leases.holds(contested)]).toEqual([true, true]);
  });

  it('are handed over, and neither prolonged nor missed meanwhile', async () => {
    const { node } = setUp();
    const [leaving, next] = [node('leaving'), node('next')];
    const room = newRoom();
    const before = (await leaving.leases.open(room))();
    const asked = Promise.withResolvers<void>();
    const handing = leaving.leases.handOver(room, async (fromEpoch) => {
      await next.leases.take(room, fromEpoch);
      await asked.promise;
    });
    const settled = leaving.leases.whenSettled(room)?.then(() => leaving.leases.holds(room));
    await leaving.renew();
    expect([leaving.leases.holds(room), leaving.lost]).toEqual([true, []]);
    asked.resolve();
    await handing;
    expect(await settled).toBe(false);
    await leaving.renew();
    expect(leaving.lost).toEqual([]);
    expect((await next.leases.open(room))()).toBeGreaterThan(before);
  });

  it('stay where they are when nobody takes them', async () => {
    const { node } = setUp();
    const { leases, renew, lost } = node('one');
    const room = newRoom();
    await leases.open(room);
    const refused = leases.handOver(room, async () => {
      throw new Refusal('unavailable', 'Nobody answers.');
    });
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    await leases.whenSettled(room);
    await renew();
    expect([leases.holds(room), lost]).toEqual([true, []]);
  });

  it('count on even when a lease could not be given back', async () => {
    const { node, setAway } = setUp();
    const { leases } = node('one');
    const room = newRoom();
    const before = (await leases.open(room))();
    setAway(true);
    leases.release(room);
    await Promise.resolve();
    setAway(false);
    expect((await leases.open(room))()).toBeGreaterThan(before);
  });

  it('are given up when nobody joins a room that was taken over', async () => {
    const { node, clock } = setUp();
    const [dead, next] = [node('dead'), node('next')];
    const room = newRoom();
    await dead.leases.open(room);
    await next.leases.take(room, dead.leases.leaseEpochOf(room) ?? 0);
    clock.at += 20_000;
    await next.renew();
    expect(next.leases.holds(room)).toBe(true);
    clock.at += 20_000;
    await next.renew();
    expect(next.leases.holds(room)).toBe(false);
  });
});
