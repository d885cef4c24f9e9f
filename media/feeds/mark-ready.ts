import type { InputOf } from '#contracts/define.ts';
import type { CallSocket } from '#contracts/sockets/call.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from '../calls/call-deps.ts';
import { demandPeer } from '../calls/demand-peer.ts';

/** Lets flow what the browser can decode now; what is gone meanwhile is passed over. */
export function createMarkReady({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function markReady(caller: SocketCaller, input: InputOf<CallSocket, 'call:ready'>) {
    const { peer } = demandPeer(rooms, caller, input);
    const ready: Promise<void>[] = [];
    for (const id of input.consumerIds) {
      const feed = peer.media?.findFeed(id);
      if (feed) ready.push(feed.setReady());
    }
    await Promise.all(ready);
    return {};
  };
}
