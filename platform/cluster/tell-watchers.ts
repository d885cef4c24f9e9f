import type { Log } from '#platform/log.ts';
import type { NodeChange, NodeListener, NodeRow } from './cluster.ts';

/** Tells each watcher with a copy of its own; one that fails does not keep it from the others. */
export function tellWatchers(
  listeners: Iterable<NodeListener>,
  { row, change, log }: { row: NodeRow; change: NodeChange; log: Log },
): void {
  for (const listener of listeners) {
    try {
      listener(structuredClone(row), change);
    } catch (err) {
      log.error({ kind: row.kind, nodeId: row.nodeId, err }, 'a watcher of nodes failed');
    }
  }
}
