import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from './call-deps.ts';
import { demandPeer } from './demand-peer.ts';

/** Keeps the browser's latest figures; the room's next measurement takes them in. */
export function createReportQuality({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function reportQuality(caller: SocketCaller, input: InputOf<CallSocket, 'quality:report'>) {
    const { peer } = demandPeer(rooms, caller, input);
    peer.report = { lossRatio: input.lossRatio, roundTripMs: input.roundTripMs };
    return {};
  };
}
