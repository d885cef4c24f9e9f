import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from '../calls/call-deps.ts';
import { demandMedia } from '../calls/demand-peer.ts';

/** Hands the browser's DTLS parameters to its transport. Refuses `transport_gone`. */
export function createConnectTransport({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function connectTransport(caller: SocketCaller, input: InputOf<CallSocket, 'call:connect'>) {
    const { room, media } = demandMedia(rooms, caller, input);
    await media.connect(input, () => room.arrivals.whenSeen());
    return {};
  };
}
