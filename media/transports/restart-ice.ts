import type { InputOf, OutputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from '../calls/call-deps.ts';
import { demandMedia } from '../calls/demand-peer.ts';

type Output = OutputOf<CallSocket, 'ice:restart'>;

/** New ICE parameters for a transport whose network changed. Refuses `transport_gone`. */
export function createRestartIce({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function restartIce(
    caller: SocketCaller,
    input: InputOf<CallSocket, 'ice:restart'>,
  ): Promise<Output> {
    const parameters = await demandMedia(rooms, caller, input).media.restartIce(input.transportId);
    return { iceParameters: { ...parameters } };
  };
}
