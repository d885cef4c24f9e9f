import { MediaRpc } from '#contracts/rpc/media.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import type { Rooms } from './rooms/rooms.ts';

/** What sister services may ask of media. */
export const mediaRpc = ({ rooms }: { rooms: Rooms }): BoundRpc =>
  bindRpc(MediaRpc, {
    'room:admit': async ({ isPatientAdmitted, ...visit }) => {
      await (await rooms.find(visit))?.admitPatients(isPatientAdmitted);
      return {};
    },
    'room:close': async (visit) => {
      (await rooms.find(visit))?.end();
      return {};
    },
  });
