import { z } from 'zod';
import { defineEvent } from '#contracts/define.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { TenantId } from '#contracts/ids.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createRedisCluster } from '#platform/cluster/redis-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import type { Bus } from '../bus.ts';
import { createRegistry } from '../parse-event.ts';
import { createRedisBus } from '../redis/redis-bus.ts';

const counted = defineEvent({
  type: 'thing.counted',
  version: 1,
  key: 'thingId',
  summary: 'For tests.',
  data: z.strictObject({ thingId: z.string(), n: z.number() }),
});
const tenantId = TenantId.parse(newUuid());
const actor = { kind: 'service', service: 'test', tenantId } as const;

/** An event in the row of its key. */
export const count = (thingId: string, n: number): EventEnvelope =>
  createEvent(counted, { actor, tenantId, data: { thingId, n } }, { now: systemNow, newId: newUuid });

/** Which numbers were handled of each key, each the first time only. */
export class Tally {
  readonly #seen = new Map<string, number[]>();
  handled = 0;

  note({ key, data }: EventEnvelope): void {
    this.handled++;
    const seen = this.#seen.get(key) ?? [];
    this.#seen.set(key, seen);
    const n = z.number().parse(data['n']);
    if (!seen.includes(n)) seen.push(n);
  }

  of(key: string): readonly number[] {
    return this.#seen.get(key) ?? [];
  }
}

export const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

/** What one process has: a connection, a cluster and a bus, all quick to notice what happens. */
export async function openProcess(url: string, prefix: string, { deadlineMs = 1_000 } = {}) {
  const quick = { deadlineMs, heartbeatMs: 50, longestReconnectMs: 100 };
  const redis = await openRedis({ url, prefix, log: silentLog, tuning: quick });
  const cluster = createRedisCluster({ redis, now: systemNow, log: silentLog, sweepEveryMs: 20 });
  const bus: Bus = await createRedisBus({
    redis,
    cluster,
    registry: createRegistry([counted]),
    now: systemNow,
    log: silentLog,
    tuning: { tries: 4, firstRetryMs: 5, leaseMs: 500, beatMs: 100 },
  });
  return {
    redis,
    cluster,
    bus,
    listen: (group: string, handle: (event: EventEnvelope) => Promise<void> | void, forgetAfterMs?: number) =>
      bus.subscribe({
        group,
        types: [counted.type],
        handle: async (event) => handle(event),
        ...(forgetAfterMs === undefined ? {} : { forgetAfterMs }),
      }),
    async close() {
      await bus.close();
      await cluster.close();
      redis.close();
    },
    /** As if it was killed: it says nothing more, and its leases stay. */
    cut: () => redis.close(),
  };
}
export type BusProcess = Awaited<ReturnType<typeof openProcess>>;
