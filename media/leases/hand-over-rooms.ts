import type { MediaNode } from '#contracts/call/place.ts';
import { Refusal } from '#contracts/refusal.ts';
import { elsewhere } from '#contracts/rpc/socket-calls.ts';
import type { Random } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { chooseNode } from '#platform/placement/choose-node.ts';
import type { SisterNode } from '../ports.ts';
import type { Room } from '../rooms/room.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { OtherNodes } from './other-nodes.ts';
import type { RoomLeases } from './room-leases.ts';

type Deps = {
  rooms: Pick<Rooms, 'all' | 'giveAway'>;
  leases: Pick<RoomLeases, 'handOver'>;
  otherNodes: OtherNodes;
  sisterAt: (address: string) => Pick<SisterNode, 'room:take'>;
  region: string;
  random: Random;
  log: Log;
  leaveMs?: number;
};

/** Those in a room need a second or two; who has not gone by then is cut off. */
const longestLeaveMs = 5_000;
/** So that the others are not asked to join so many at once. */
const roundMs = 200;
const mostRounds = 40;
const fewestARound = 10;
const mostTries = 3;

/**
 * Gives every room of this node to others, make before break: another node takes the room and tells those in it, who
 * connect there while everything here still flows. Where there is no other node, or once it is not wanted any more, the
 * rooms stay.
 */
export function createHandOverRooms(deps: Deps) {
  const { rooms, leases, otherNodes, sisterAt, region, random, log } = deps;
  const { leaveMs = longestLeaveMs } = deps;

  async function give(room: Room, nodes: readonly MediaNode[]): Promise<void> {
    const { tenantId, visitId } = room;
    const target = chooseNode(nodes, { region, random });
    if (!target) throw new Refusal('no_media_node', 'There is no other media node.');
    const { address } = target;
    await leases.handOver(room, async (fromEpoch) => {
      const asked = sisterAt(address)['room:take']({ tenantId, visitId, fromEpoch, isNodeLost: false });
      await asked.catch((error: unknown) => {
        // Somebody has it, and it is not this node.
        if (!(error instanceof Refusal) || error.code !== elsewhere) throw error;
      });
    });
  }

  return async function handOverRooms(isWanted: () => boolean): Promise<void> {
    const tries = new Map<Room, number>();
    const leaving: Promise<void>[] = [];
    const perRound = Math.max(fewestARound, Math.ceil(rooms.all.length / mostRounds));
    const waiting = () => rooms.all.filter((room) => (tries.get(room) ?? 0) < mostTries);
    for (let round = waiting(); round.length > 0 && isWanted(); round = waiting()) {
      const nodes = await otherNodes();
      if (nodes.length === 0) break;
      const given = round.slice(0, perRound).map(async (room) => {
        tries.set(room, (tries.get(room) ?? 0) + 1);
        await give(room, nodes);
        leaving.push(rooms.giveAway(room, leaveMs));
      });
      for (const one of await Promise.allSettled(given))
        if (one.status === 'rejected') log.warn({ err: one.reason }, 'a room was not handed over');
      await new Promise((resolve) => setTimeout(resolve, roundMs));
    }
    if (tries.size > 0)
      log.info({ rooms: leaving.length, left: rooms.all.length }, 'the rooms were handed over');
    await Promise.all(leaving);
  };
}

export type HandOverRooms = ReturnType<typeof createHandOverRooms>;
