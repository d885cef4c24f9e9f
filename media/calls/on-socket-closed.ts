import type { RoomRef } from '#contracts/define.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { CallDeps } from './call-deps.ts';

/** A socket is gone: its places are kept, for as long as their media or the grace lasts. */
export function createOnSocketClosed({ rooms }: Pick<CallDeps, 'rooms'>) {
  return async function onSocketClosed(
    { actor, connectionId }: SocketCaller,
    heard: readonly RoomRef[],
  ): Promise<void> {
    const visitIds = new Set(heard.filter(({ kind }) => kind === 'visit').map(({ id }) => id));
    const theirs = rooms.all.filter((room) => room.tenantId === actor.tenantId && visitIds.has(room.visitId));
    for (const room of theirs)
      for (const peer of room.peers.values())
        if (peer.socket?.connectionId === connectionId) room.socketLost(peer);
  };
}
