import { beforeEach, describe, expect, it } from 'vitest';
import type { MediaNode } from '#contracts/call/place.ts';
import { NodeId, TenantId, VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { elsewhere } from '#contracts/rpc/socket-calls.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createMemoryCluster, type MemoryCluster } from '#platform/cluster/memory-cluster.ts';
import { silentLog } from '#platform/log.ts';
import type { Room } from '../rooms/room.ts';
import { createHandOverRooms } from './hand-over-rooms.ts';

const roomOf = () => ({ tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) }) as Room;
const placeOf = (name: string) => ({
  nodeId: NodeId.parse(name),
  instanceId: newUuid(),
  address: `http://${name}:3000`,
});

describe('the rooms of a media node that ends', () => {
  const own = placeOf('leaving');
  let cluster: MemoryCluster;
  let rooms: Set<Room>;
  let steps: string[];
  let answer: () => Promise<Record<string, never>>;
  beforeEach(() => {
    cluster = createMemoryCluster({ now: systemNow, log: silentLog });
    rooms = new Set([roomOf(), roomOf()]);
    steps = [];
    answer = async () => ({});
  });

  async function writeRow(place: ReturnType<typeof placeOf>, isDraining = false): Promise<void> {
    const workers = [{ pid: 1, rooms: 0, consumers: 0, cpu: 0 }];
    const data: MediaNode = { ...place, region: 'here', isDraining, updatedAt: 0, workers };
    await cluster.writeNode({ kind: 'media', ...place, updatedAt: 0, data }, 60_000);
  }

  const handOver = () =>
    createHandOverRooms({
      rooms: {
        get all() {
          return [...rooms];
        },
        drain: () => void steps.push('no new rooms'),
        giveAway: async (room) => {
          rooms.delete(room);
          steps.push('gone');
        },
      },
      leases: { handOver: async (_room, give) => void (await give(7)) },
      tellDraining: async () => void steps.push('row'),
      cluster,
      sisterAt: (address) => ({
        'room:take': async ({ fromEpoch, isNodeLost }) => {
          steps.push(`${address} from ${fromEpoch}${isNodeLost ? ' lost' : ''}`);
          return answer();
        },
      }),
      place: own,
      region: 'here',
      random: () => 0,
      log: silentLog,
    })();

  it('are taken by a node that does not end too, after nobody sends it new ones', async () => {
    await Promise.all([writeRow(own, true), writeRow(placeOf('other')), writeRow(placeOf('third'), true)]);
    await handOver();
    expect(steps.slice(0, 2)).toEqual(['no new rooms', 'row']);
    expect(steps.slice(2).toSorted()).toEqual([
      'gone',
      'gone',
      'http://other:3000 from 7',
      'http://other:3000 from 7',
    ]);
    expect(rooms.size).toBe(0);
  });

  it('stay where there is no other node, and nothing is refused', async () => {
    await Promise.all([writeRow(own), writeRow(placeOf('third'), true)]);
    await handOver();
    expect(steps).toEqual([]);
    expect(rooms.size).toBe(2);
  });

  it('are offered again when the other node does not answer, and not for ever', async () => {
    await writeRow(placeOf('other'));
    answer = async () => {
      throw new Refusal('unavailable', 'It does not answer.');
    };
    await handOver();
    expect(steps.filter((step) => step.startsWith('http'))).toHaveLength(6);
    expect(rooms.size).toBe(2);
  });

  it('are left to whoever has them already', async () => {
    await writeRow(placeOf('other'));
    answer = async () => {
      throw new Refusal(elsewhere, 'A third node has it.');
    };
    await handOver();
    expect(rooms.size).toBe(0);
  });
});
