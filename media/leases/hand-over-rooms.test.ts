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
import { createOtherNodes } from './other-nodes.ts';

const roomOf = () => ({ tenantId: TenantId.parse(newUuid()), visitId: VisitId.parse(newUuid()) }) as Room;
const placeOf = (name: string) => ({
  nodeId: NodeId.parse(name),
  instanceId: newUuid(),
  address: `http://${name}:3000`,
});

describe('the rooms of a media node that drains', () => {
  const own = placeOf('leaving');
  let cluster: MemoryCluster;
  let rooms: Set<Room>;
  let steps: string[];
  let answer: () => Promise<Record<string, never>>;
  let isWanted: boolean;
  beforeEach(() => {
    cluster = createMemoryCluster({ now: systemNow, log: silentLog });
    rooms = new Set([roomOf(), roomOf()]);
    steps = [];
    answer = async () => ({});
    isWanted = true;
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
        giveAway: async (room) => {
          rooms.delete(room);
          steps.push('gone');
        },
      },
      leases: { handOver: async (_room, give) => void (await give(7)) },
      otherNodes: createOtherNodes({ cluster, place: own }),
      sisterAt: (address) => ({
        'room:take': async ({ fromEpoch, isNodeLost }) => {
          steps.push(`${address} from ${fromEpoch}${isNodeLost ? ' lost' : ''}`);
          return answer();
        },
      }),
      region: 'here',
      random: () => 0,
      log: silentLog,
    })(() => isWanted);

  it('are taken by a node that does not drain too', async () => {
    await Promise.all([writeRow(own, true), writeRow(placeOf('other')), writeRow(placeOf('third'), true)]);
    await handOver();
    expect(steps.toSorted()).toEqual([
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

  it('stay from the moment at which the node is wanted again', async () => {
    await writeRow(placeOf('other'));
    rooms = new Set(Array.from({ length: 30 }, roomOf));
    answer = async () => {
      isWanted = false;
      return {};
    };
    await handOver();
    expect(rooms.size).toBe(20);
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
