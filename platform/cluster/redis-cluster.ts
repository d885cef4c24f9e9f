import { z } from 'zod';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Redis, Script } from '#platform/redis/redis.ts';
import type { Cluster, Lease, LeaseRequest, NodeRow } from './cluster.ts';
import { parseLiving } from './redis-cluster-rows.ts';
import * as scripts from './redis-cluster-scripts.ts';
import { NodeWatch } from './redis-cluster-watch.ts';

type Deps = {
  redis: Redis;
  now: Now;
  log: Log;
  sweepEveryMs?: number;
  /** For so long after Redis was away a lease may be missing that is only not renewed yet. */
  doubtMs?: number;
};

/** With its sweep, which looks for rows that have expired; it also runs by itself. */
export type RedisCluster = Cluster & { sweep(): Promise<void> };

const StoredLease = z.tuple([z.string(), z.coerce.number(), z.string(), z.number()]);

/** What processes agree on, kept in Redis, which also tells the time. The connection is its maker's to close. */
export function createRedisCluster({
  redis,
  now,
  log,
  sweepEveryMs = 100,
  doubtMs = 6_000,
}: Deps): RedisCluster {
  const watches = new Map<string, NodeWatch>();
  /** No epoch that this process hears of comes before one that it has seen, even if Redis comes back empty and behind. */
  let highest = 0;
  const sweeper = setInterval(() => void sweep(), sweepEveryMs).unref();
  let openedAt = Number.NEGATIVE_INFINITY;
  const endOpen = redis.onOpen(() => {
    openedAt = performance.now();
    for (const watch of watches.values()) watch.noteGap();
  });

  const leaseKeys = (name: string) => {
    const key = `${redis.prefix}:{lease:${name}}`;
    return [key, `${key}:epoch`];
  };
  const nodeKeys = (kind: string) => [
    `${redis.prefix}:{nodes:${kind}}:alive`,
    `${redis.prefix}:{nodes:${kind}}:rows`,
  ];
  const channelOf = (kind: string) => `${redis.prefix}:nodes:${kind}`;

  async function take(script: Script, request: LeaseRequest, epoch: number): Promise<Lease | undefined> {
    const { name, holder, value, ttlMs } = request;
    const expiresAt = now() + ttlMs;
    const given = await redis.run(script, leaseKeys(name), [holder, value, ttlMs, epoch]);
    if (given === null) return undefined;
    const lease = { name, holder, value, epoch: Number(given), expiresAt };
    highest = Math.max(highest, lease.epoch);
    return lease;
  }

  const list = async (kind: string) => parseLiving(await redis.run(scripts.listNodes, nodeKeys(kind), []));

  async function sweep(): Promise<void> {
    await Promise.all([...watches.values()].map((watch) => watch.sweep()));
  }

  return {
    acquire: (request) => take(scripts.acquire, request, highest),
    takeOver: ({ fromEpoch, ...request }) => take(scripts.takeOver, request, fromEpoch),
    async renew({ name, holder, value, epoch }, ttlMs) {
      return (await redis.run(scripts.renew, leaseKeys(name), [holder, value, ttlMs, epoch])) === 1;
    },
    async release({ name, epoch }) {
      await redis.run(scripts.release, leaseKeys(name), [epoch]);
    },
    async read(name) {
      const found = await redis.run(scripts.read, leaseKeys(name).slice(0, 1), []);
      if (found === null) {
        if (performance.now() - openedAt > doubtMs) return undefined;
        throw new Refusal('unavailable', 'Redis was away: who holds this is not known yet.');
      }
      const [holder, epoch, value, leftMs] = StoredLease.parse(found);
      highest = Math.max(highest, epoch);
      return { name, holder, epoch, value, expiresAt: now() + leftMs };
    },
    async writeNode(row, ttlMs) {
      const { kind, nodeId, instanceId } = row;
      const args = [nodeId, instanceId, ttlMs, JSON.stringify(row), channelOf(kind)];
      const isWritten = (await redis.run(scripts.writeNode, nodeKeys(kind), args)) === 1;
      if (!isWritten) throw new Refusal('conflict', `Another process is the ${kind} node ${nodeId}.`);
    },
    async removeNode({ kind, nodeId, instanceId }) {
      await redis.run(scripts.removeNode, nodeKeys(kind), [nodeId, instanceId, channelOf(kind)]);
    },
    async nodes(kind): Promise<NodeRow[]> {
      return (await list(kind)).map(({ row }) => row);
    },
    watch(kind, listener) {
      const watch =
        watches.get(kind) ?? new NodeWatch({ channel: channelOf(kind), redis, log, list: () => list(kind) });
      watches.set(kind, watch);
      watch.add(listener);
      return () => {
        if (watch.remove(listener)) watches.delete(kind);
      };
    },
    sweep,
    async close() {
      clearInterval(sweeper);
      endOpen();
      for (const watch of watches.values()) watch.close();
      watches.clear();
    },
  };
}
