import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from './call-deps.ts';
import { demandPeer } from './demand-peer.ts';

/** Gives the caller's place up. */
export function createLeaveCall({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function leaveCall(caller: SocketCaller, input: InputOf<CallSocket, 'call:leave'>) {
    const { room, peer } = demandPeer(rooms, caller, input);
    room.leave(peer, 'left');
    return {};
  };
}
