import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Cluster, Lease, LeaseRequest, NodeChange, NodeListener, NodeRow } from './cluster.ts';
import { tellWatchers } from './tell-watchers.ts';

type Deps = { now: Now; log: Log; sweepEveryMs?: number };

/** Memory cluster with its sweep, which tells of what has expired; it also runs by itself. */
export type MemoryCluster = Cluster & { sweep(): void };

/** The newest epoch of a name is known for so long after its last holder. */
const epochKeptMs = 86_400_000;

/**
 * What processes agree on, when there is only one. Epochs begin at the present time in milliseconds, so that they go
 * on counting up after a restart without anything being stored.
 */
export function createMemoryCluster({ now, log, sweepEveryMs = 250 }: Deps): MemoryCluster {
  const leases = new Map<string, Lease>();
  const newest = new Map<string, { epoch: number; usedAt: number }>();
  const rows = new Map<string, { row: NodeRow; expiresAt: number }>();
  const watchers = new Map<string, Set<NodeListener>>();
  let lastEpoch = now();
  const sweeper = setInterval(sweep, sweepEveryMs).unref();

  const rowKey = ({ kind, nodeId }: { kind: string; nodeId: string }) => `${kind}\n${nodeId}`;
  const current = (name: string): Lease | undefined => {
    const lease = leases.get(name);
    return lease && lease.expiresAt > now() ? lease : undefined;
  };
  const living = (kind: string): NodeRow[] =>
    [...rows.values()]
      .filter(({ row, expiresAt }) => row.kind === kind && expiresAt > now())
      .map(({ row }) => row);
  const tell = (row: NodeRow, change: NodeChange) =>
    tellWatchers(watchers.get(row.kind) ?? [], { row, change, log });

  function keep(lease: Lease): Lease {
    leases.set(lease.name, lease);
    newest.set(lease.name, { epoch: lease.epoch, usedAt: now() });
    return { ...lease };
  }

  function give({ name, holder, value, ttlMs }: LeaseRequest): Lease {
    lastEpoch = Math.max(lastEpoch + 1, now());
    return keep({ name, holder, value, epoch: lastEpoch, expiresAt: now() + ttlMs });
  }

  function sweep(): void {
    const moment = now();
    for (const [name, lease] of leases) if (lease.expiresAt <= moment) leases.delete(name);
    for (const [name, { usedAt }] of newest)
      if (usedAt + epochKeptMs <= moment && !leases.has(name)) newest.delete(name);
    const expired = [...rows].filter(([, { expiresAt }]) => expiresAt <= moment);
    for (const [key] of expired) rows.delete(key);
    for (const [, { row }] of expired) tell(row, 'expired');
  }

  return {
    async acquire(request) {
      const held = current(request.name);
      if (!held) return give(request);
      if (held.holder !== request.holder) return undefined;
      return keep({ ...held, value: request.value, expiresAt: now() + request.ttlMs });
    },
    async renew(lease, ttlMs) {
      const known = newest.get(lease.name);
      if (known && known.epoch !== lease.epoch) return false;
      keep({ ...(current(lease.name) ?? lease), expiresAt: now() + ttlMs });
      return true;
    },
    async release(lease) {
      if (newest.get(lease.name)?.epoch !== lease.epoch) return;
      leases.delete(lease.name);
      // Nobody has this epoch any more.
      lastEpoch = Math.max(lastEpoch, lease.epoch + 1);
      newest.set(lease.name, { epoch: lease.epoch + 1, usedAt: now() });
    },
    async read(name) {
      const lease = current(name);
      return lease && { ...lease };
    },
    async takeOver({ fromEpoch, ...request }) {
      const known = newest.get(request.name);
      if (known && known.epoch !== fromEpoch) return undefined;
      lastEpoch = Math.max(lastEpoch, fromEpoch);
      return give(request);
    },
    async writeNode(row, ttlMs) {
      const before = rows.get(rowKey(row));
      if (before && before.expiresAt > now() && before.row.instanceId !== row.instanceId)
        throw new Refusal('conflict', `Another process is the ${row.kind} node ${row.nodeId}.`);
      const stored = structuredClone(row);
      rows.set(rowKey(row), { row: stored, expiresAt: now() + ttlMs });
      tell(stored, 'written');
    },
    async removeNode(name) {
      const removed = rows.get(rowKey(name));
      if (removed?.row.instanceId !== name.instanceId) return;
      rows.delete(rowKey(name));
      tell(removed.row, 'removed');
    },
    async nodes(kind) {
      return living(kind).map((row) => structuredClone(row));
    },
    watch(kind, listener) {
      const listeners = watchers.get(kind) ?? new Set();
      watchers.set(kind, listeners.add(listener));
      for (const row of living(kind)) tellWatchers([listener], { row, change: 'written', log });
      return () => void listeners.delete(listener);
    },
    sweep,
    async close() {
      clearInterval(sweeper);
      watchers.clear();
    },
  };
}
