import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Rooms } from '../rooms/rooms.ts';

type Deps = { rooms: Pick<Rooms, 'all'>; cluster: Pick<Cluster, 'watch'> };

/** A signaling node is gone, and with it every socket it held: nobody else tells of them. Returns the end of the watch. */
export function watchSignaling({ rooms, cluster }: Deps): () => void {
  const instances = new Map<string, string>();

  function loseSockets(signalingNode: string | undefined): void {
    if (signalingNode === undefined) return;
    for (const room of rooms.all)
      for (const peer of room.peers.values())
        if (peer.socket?.nodeId === signalingNode) room.socketLost(peer);
  }

  return cluster.watch('signaling', ({ nodeId, instanceId }, change) => {
    const before = instances.get(nodeId);
    if (change === 'written') instances.set(nodeId, instanceId);
    else instances.delete(nodeId);
    if (change !== 'written' || before !== instanceId) loseSockets(before);
  });
}
