import { MediaNode, type RoomPlace } from '#contracts/call/place.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';

type Deps = { cluster: Pick<Cluster, 'nodes'>; place: RoomPlace };

export type OtherNodes = () => Promise<MediaNode[]>;

/** The media nodes that could take rooms of this one. */
export function createOtherNodes({ cluster, place }: Deps): OtherNodes {
  return async function otherNodes() {
    const rows = await cluster.nodes('media');
    return rows
      .flatMap(({ data }) => MediaNode.safeParse(data).data ?? [])
      .filter(({ instanceId }) => instanceId !== place.instanceId)
      .filter(({ isDraining, workers }) => !isDraining && workers.length > 0);
  };
}
