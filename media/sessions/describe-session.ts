import type { LiveSession } from '#contracts/call/live.ts';
import type { NodeId } from '#contracts/ids.ts';
import type { Room } from '../rooms/room.ts';

/** A running call as an admin may see it. */
export const describeSession = (room: Room, nodeId: NodeId): LiveSession => ({
  visitId: room.visitId,
  nodeId,
  workerPid: room.worker?.pid ?? 0,
  epoch: room.epoch,
  startedAt: room.startedAt,
  participants: room.snapshot.participants.map(
    ({ userId, name, role, isAdmitted, connection, quality, joinedAt }) => ({
      userId,
      name,
      role,
      isAdmitted,
      isConnected: connection === 'connected',
      ...(quality !== undefined && { quality }),
      joinedAt,
    }),
  ),
});
