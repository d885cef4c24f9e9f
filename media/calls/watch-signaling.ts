import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Now } from '#platform/clock.ts';
import { watchLosses } from '#platform/cluster/watch-losses.ts';
import type { Rooms } from '../rooms/rooms.ts';

type Deps = { rooms: Pick<Rooms, 'all'>; cluster: Pick<Cluster, 'watch'>; now: Now };

/** A signaling node is gone, and with it every socket it held: nobody else tells of them. Returns the end of the watch. */
export function watchSignaling({ rooms, cluster, now }: Deps): () => void {
  function loseSockets(signalingNode: string): void {
    for (const room of rooms.all)
      for (const peer of room.peers.values())
        if (peer.socket?.nodeId === signalingNode) room.socketLost(peer);
  }

  const losses = watchLosses({ cluster, kind: 'signaling', now, onLost: loseSockets });
  return () => losses.close();
}
