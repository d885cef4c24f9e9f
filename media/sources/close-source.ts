import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from '../calls/call-deps.ts';
import { demandPeer } from '../calls/demand-peer.ts';

/** Ends what a participant sends under one name. Ending what is not sent changes nothing. */
export function createCloseSource({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function closeSource(caller: SocketCaller, input: InputOf<CallSocket, 'source:close'>) {
    const { room, peer } = demandPeer(rooms, caller, input);
    peer.media?.closeSource(input.source);
    peer.sources[input.source] = 'off';
    room.show(peer);
    return {};
  };
}
