import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from '../calls/call-deps.ts';
import { demandPeer } from '../calls/demand-peer.ts';

/** Pauses what is out of sight and picks the layer that fills each tile. */
export function createSetViews({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function setViews(caller: SocketCaller, input: InputOf<CallSocket, 'view:set'>) {
    const { peer } = demandPeer(rooms, caller, input);
    const changes = input.views.map(async (view) => peer.media?.findFeed(view.consumerId)?.setView(view));
    await Promise.all(changes);
    return {};
  };
}
