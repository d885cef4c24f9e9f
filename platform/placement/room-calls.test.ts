import { describe, expect, it } from 'vitest';
import { type MediaNode, roomLease } from '#contracts/call/place.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { MediaRpc } from '#contracts/rpc/media.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createMemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { rpcClient } from '#platform/rpc/rpc-client.ts';
import type { RpcRequest } from '#platform/rpc/rpc.ts';
import { createRoomCalls } from './room-calls.ts';

const room = { tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) };
const placeOf = (name: string) => ({
  nodeId: NodeId.parse(name),
  instanceId: newUuid(),
  address: `http://${name}:3000`,
});
const [one, other] = [placeOf('media-1'), placeOf('media-2')];

async function setUp() {
  const cluster = createMemoryCluster({ now: systemNow, log: silentLog });
  let isAway = false;
  const asked: (string | undefined)[] = [];
  const failing = new Map<string, string>();
  const transport = {
    send: async ({ address, call }: RpcRequest) => {
      asked.push(address);
      const code = failing.get(address ?? '');
      if (code !== undefined) throw new Refusal(code, 'No.');
      return call === 'attendance:read' ? { connections: [] } : {};
    },
  };
  const read: typeof cluster.read = async (name) => {
    if (isAway) throw new Refusal('unavailable', 'The cluster is away.');
    return cluster.read(name);
  };
  const calls = createRoomCalls({ cluster: { read, watch: cluster.watch }, transport });
  for (const place of [one, other]) {
    const data: MediaNode = { ...place, region: 'here', isDraining: false, updatedAt: 0, workers: [] };
    await cluster.writeNode({ kind: 'media', ...place, updatedAt: 0, data }, 60_000);
  }
  return {
    asked,
    failing,
    hold: (place: typeof one) =>
      cluster.acquire({
        name: roomLease(room.tenantId, room.visitId),
        holder: place.instanceId,
        value: JSON.stringify(place),
        ttlMs: 60_000,
      }),
    goAway: () => {
      isAway = true;
    },
    admit: () => rpcClient(MediaRpc, calls)['room:admit']({ ...room, isPatientAdmitted: true }),
    readAttendance: () => rpcClient(MediaRpc, calls)['attendance:read'](room),
  };
}

describe('what a service tells a room', () => {
  it('goes to the node that holds it, and to nobody when it is not open', async () => {
    const { hold, admit, asked } = await setUp();
    expect(await admit()).toEqual({});
    expect(asked).toEqual([]);
    await hold(other);
    await admit();
    expect(asked).toEqual([other.address]);
  });

  it('is answered by any node where all know it once the room is over', async () => {
    const { readAttendance, hold, asked, failing } = await setUp();
    expect(await readAttendance()).toEqual({ connections: [] });
    expect(asked).toEqual([one.address]);
    await hold(other);
    await readAttendance();
    expect(asked.at(-1)).toBe(other.address);
    failing.set(other.address, 'conflict');
    await expect(readAttendance()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is asked again of one node once all have been asked, so that the one that has the room was among them', async () => {
    const { readAttendance, goAway, asked } = await setUp();
    goAway();
    await readAttendance();
    expect(asked).toEqual([one.address, other.address, one.address]);
  });

  it('goes to every node while nobody can say which it is', async () => {
    const { hold, goAway, admit, asked } = await setUp();
    await hold(other);
    goAway();
    expect(await admit()).toEqual({});
    expect(new Set(asked)).toEqual(new Set([one.address, other.address]));
  });

  it('is not taken for said when a node did not answer that may have the room', async () => {
    const { goAway, admit, asked, failing } = await setUp();
    goAway();
    failing.set(other.address, 'deadline_exceeded');
    await expect(admit()).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toHaveLength(2);
  });

  it('goes to the others, too, when the holder does not answer: one of them may have taken the room', async () => {
    const { hold, admit, asked, failing } = await setUp();
    await hold(one);
    for (const code of ['unavailable', 'deadline_exceeded']) {
      failing.set(one.address, code);
      await expect(admit()).rejects.toMatchObject({ code: 'unavailable' });
    }
    expect(asked.filter((address) => address === other.address)).toHaveLength(2);
    failing.set(one.address, 'not_permitted');
    await expect(admit()).rejects.toMatchObject({ code: 'not_permitted' });
  });
});
