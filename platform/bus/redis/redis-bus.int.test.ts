import { afterAll, beforeAll } from 'vitest';
import { createRedisCluster } from '#platform/cluster/redis-cluster.ts';
import { silentLog } from '#platform/log.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import { openRedisServer, type RedisServer } from '../../../test/kit/redis.ts';
import { busSuite } from '../bus.suite.ts';
import { createRedisBus } from './redis-bus.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await openRedisServer();
});
afterAll(() => server.stop());

busSuite('Redis', async (place, { registry, tries }) => {
  const redis = await openRedis({ url: server.url, prefix: place, log: silentLog });
  const cluster = createRedisCluster({ redis, now: Date.now, log: silentLog });
  const tuning = { tries, firstRetryMs: 5 };
  const bus = await createRedisBus({ redis, registry, cluster, now: Date.now, log: silentLog, tuning });
  return {
    publish: (events) => bus.publish(events),
    subscribe: (subscriber) => bus.subscribe(subscriber),
    deadLetters: (group) => bus.deadLetters(group),
    replay: (group, ids) => bus.replay(group, ids),
    async close() {
      await bus.close();
      await cluster.close();
      redis.close();
    },
  };
});
