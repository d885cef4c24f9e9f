import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Cluster, Lease, NodeRow } from './cluster.ts';

type Watcher = { kind: string; listener: (row: NodeRow, change: 'written' | 'removed' | 'expired') => void };
type Deps = { now: Now; log: Log; sweepEveryMs?: number };

/** Memory cluster with its sweep, which tells of what has expired; it also runs by itself. */
export type MemoryCluster = Cluster & { sweep(): void };

/**
 * What processes agree on, when there is only one. Epochs begin at the present time in milliseconds, so that they go
 * on counting up after a restart without anything being stored.
 */
export function createMemoryCluster({ now, log, sweepEveryMs = 250 }: Deps): MemoryCluster {
  const leases = new Map<string, Lease>();
  const rows = new Map<string, { row: NodeRow; expiresAt: number }>();
  const watchers = new Set<Watcher>();
  let lastEpoch = now();
  const sweeper = setInterval(sweep, sweepEveryMs).unref();

  const rowKey = (kind: string, nodeId: string) => `${kind}\n${nodeId}`;
  const current = (name: string): Lease | undefined => {
    const lease = leases.get(name);
    return lease && lease.expiresAt > now() ? lease : undefined;
  };
  const isCurrent = (lease: Lease): boolean => current(lease.name)?.epoch === lease.epoch;

  function tell(row: NodeRow, change: 'written' | 'removed' | 'expired'): void {
    for (const { kind, listener } of watchers) {
      if (kind !== row.kind) continue;
      try {
        listener(structuredClone(row), change);
      } catch (err) {
        log.error({ kind, nodeId: row.nodeId, err }, 'a watcher of nodes failed');
      }
    }
  }

  function sweep(): void {
    const moment = now();
    for (const [name, lease] of leases) if (lease.expiresAt <= moment) leases.delete(name);
    const expired = [...rows].filter(([, { expiresAt }]) => expiresAt <= moment);
    for (const [key] of expired) rows.delete(key);
    for (const [, { row }] of expired) tell(row, 'expired');
  }

  return {
    async acquire({ name, holder, value, ttlMs }) {
      const held = current(name);
      if (held && held.holder !== holder) return undefined;
      if (!held) lastEpoch = Math.max(lastEpoch + 1, now());
      const lease = { name, holder, value, epoch: held?.epoch ?? lastEpoch, expiresAt: now() + ttlMs };
      leases.set(name, lease);
      return { ...lease };
    },
    async renew(lease, ttlMs) {
      const held = current(lease.name);
      if (!held || held.epoch !== lease.epoch) return false;
      leases.set(lease.name, { ...held, expiresAt: now() + ttlMs });
      return true;
    },
    async release(lease) {
      if (isCurrent(lease)) leases.delete(lease.name);
    },
    async read(name) {
      const lease = current(name);
      return lease && { ...lease };
    },
    async writeNode(row, ttlMs) {
      const stored = structuredClone(row);
      rows.set(rowKey(row.kind, row.nodeId), { row: stored, expiresAt: now() + ttlMs });
      tell(stored, 'written');
    },
    async removeNode(kind, nodeId) {
      const removed = rows.get(rowKey(kind, nodeId));
      rows.delete(rowKey(kind, nodeId));
      if (removed) tell(removed.row, 'removed');
    },
    async nodes(kind) {
      const alive = [...rows.values()].filter(({ row, expiresAt }) => row.kind === kind && expiresAt > now());
      return alive.map(({ row }) => structuredClone(row));
    },
    watch(kind, listener) {
      const watcher = { kind, listener };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    sweep,
    async close() {
      clearInterval(sweeper);
      watchers.clear();
    },
  };
}
