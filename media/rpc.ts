import { MediaRpc } from '#contracts/rpc/media.ts';
import { Refusal } from '#contracts/refusal.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { StoredAttendance } from './attendance/stored-attendance.ts';
import type { RoomLeases } from './leases/room-leases.ts';
import { createTellCall } from './rooms/room-notices.ts';
import type { Rooms } from './rooms/rooms.ts';

type Deps = {
  rooms: Rooms;
  leases: RoomLeases;
  attendance: Pick<StoredAttendance, 'closeLeftIn' | 'ofEndedVisit'>;
  announce: Announcer;
};

/** What sister services may ask of media. */
export const mediaRpc = ({ rooms, leases, attendance, announce }: Deps): BoundRpc =>
  bindRpc(MediaRpc, {
    'room:admit': async ({ isPatientAdmitted, ...visit }) => {
      await (await rooms.find(visit))?.admitPatients(isPatientAdmitted);
      return {};
    },
    'room:take': async ({ fromEpoch, isNodeLost, ...visit }) => {
      if (rooms.isDraining) throw new Refusal('unavailable', 'This node is leaving.');
      const epoch = await leases.take(visit, fromEpoch);
      if (isNodeLost) attendance.closeLeftIn(visit.visitId);
      const { visitId } = visit;
      const moved = { visitId, epoch, ...(!isNodeLost && { isHandedOver: true }) };
      createTellCall(announce, visit)('visit', 'call:moved', moved);
      // Made while they are on their way. What hinders it is said to whoever joins.
      rooms.open(visit).catch(() => undefined);
      return {};
    },
    'room:close': async (visit) => {
      (await rooms.find(visit))?.end();
      return {};
    },
    'attendance:read': async (visit) => ({ connections: await attendance.ofEndedVisit(visit) }),
  });
