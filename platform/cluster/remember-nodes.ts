import type { Cluster, NodeRow } from './cluster.ts';

/** The rows of a kind as they were last seen: they stay known while the cluster is away. For addresses of sisters. */
export type RememberedNodes = {
  rows(): NodeRow[];
  find(nodeId: string): NodeRow | undefined;
  close(): void;
};

export function rememberNodes(cluster: Pick<Cluster, 'watch'>, kind: string): RememberedNodes {
  const known = new Map<string, NodeRow>();
  const end = cluster.watch(kind, (row, change) => {
    if (change === 'written') known.set(row.nodeId, row);
    else known.delete(row.nodeId);
  });
  return { rows: () => [...known.values()], find: (nodeId) => known.get(nodeId), close: end };
}
