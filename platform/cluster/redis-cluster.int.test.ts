import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { openRedis } from '#platform/redis/open-redis.ts';
import { defineScript, type Redis } from '#platform/redis/redis.ts';
import { openRedisServer, type RedisServer } from '../../test/kit/redis.ts';
import { until } from '../../test/kit/until.ts';
import type { NodeRow } from './cluster.ts';
import { clusterSuite } from './cluster.suite.ts';
import { createRedisCluster } from './redis-cluster.ts';

let server: RedisServer;
let places = 0;
const opened: Redis[] = [];
beforeAll(async () => {
  server = await openRedisServer();
});
afterEach(() => {
  for (const redis of opened.splice(0)) redis.close();
});
afterAll(() => server.stop());

const tuning = { deadlineMs: 150, heartbeatMs: 50, longestReconnectMs: 100 };
async function openCluster(prefix: string, now = Date.now, doubtMs = 300) {
  const redis = await openRedis({ url: server.url, prefix, log: silentLog, tuning });
  opened.push(redis);
  return { redis, cluster: createRedisCluster({ redis, now, log: silentLog, sweepEveryMs: 20, doubtMs }) };
}

/** Takes time away from everything under a prefix, as if it had passed. */
const age = defineScript(`
local passed = tonumber(ARGV[2])
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. ':*')) do
  local left = redis.call('PTTL', key)
  if left >= 0 then redis.call('PEXPIRE', key, left - passed) end
  if redis.call('TYPE', key)['ok'] == 'zset' then
    for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do redis.call('ZINCRBY', key, -passed, member) end
  end
end`);

clusterSuite('in Redis', async () => {
  const prefix = `cluster-${places++}`;
  const { redis, cluster: one } = await openCluster(prefix);
  const { cluster: two } = await openCluster(prefix);
  return { one, two, pass: async (ms) => void (await redis.run(age, [], [prefix, ms])) };
});

const lease = { name: 'room:v1', holder: 'a', value: 'media-1', ttlMs: 10_000 };
const row = (nodeId: string): NodeRow => ({
  kind: 'media',
  nodeId,
  instanceId: nodeId,
  updatedAt: 1,
  data: {},
});

describe('the cluster in Redis', () => {
  it('tells the time by Redis alone, whatever the clocks of the processes say', async () => {
    const prefix = `cluster-${places++}`;
    let time = 1_000;
    const { cluster: behind } = await openCluster(prefix, () => time);
    const { cluster: ahead } = await openCluster(prefix, () => Date.now() + 1e9);
    const held = await behind.acquire(lease);
    time += 1e10;
    expect(await ahead.acquire({ ...lease, holder: 'b' })).toBeUndefined();
    expect(held && (await behind.renew(held, 60))).toBe(true);
    await until(async () => (await ahead.read(lease.name)) === undefined);
    expect((await ahead.acquire({ ...lease, holder: 'b' }))?.epoch).toBeGreaterThan(held?.epoch ?? 0);
    const told: string[] = [];
    ahead.watch('media', ({ nodeId }, change) => told.push(`${nodeId} ${change}`));
    await behind.writeNode(row('m1'), 100);
    await until(() => told.length === 2);
    expect(told).toEqual(['m1 written', 'm1 expired']);
  });

  it('leaves a lease to its holder when Redis comes back empty, and never gives an older epoch', async () => {
    const prefix = `cluster-${places++}`;
    const { cluster: one, redis: first } = await openCluster(prefix);
    const { cluster: two, redis: second } = await openCluster(prefix);
    const held = await one.acquire(lease);
    const given = await one.acquire({ ...lease, name: 'given' });
    await server.kill();
    await expect(one.renew(held!, 10_000)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(two.nodes('media')).rejects.toMatchObject({ code: 'unavailable' });
    await server.startAgain({ empty: true });
    await until(() => first.isOpen && second.isOpen);
    expect(await one.renew(held!, 10_000)).toBe(true);
    expect(await two.read(lease.name)).toMatchObject({ holder: 'a', epoch: held?.epoch });
    const taken = await two.acquire({ ...lease, name: 'given', holder: 'b' });
    expect(taken?.epoch).toBeGreaterThan(given?.epoch ?? Number.POSITIVE_INFINITY);
    expect(await one.renew(given!, 10_000)).toBe(false);
  });

  it('does not say that nobody holds a lease until holders had their time to renew theirs after it was away', async () => {
    const { cluster, redis } = await openCluster(`cluster-${places++}`);
    const held = await cluster.acquire(lease);
    expect(await cluster.read('other')).toBeUndefined();
    await server.kill();
    await until(() => !redis.isOpen);
    await server.startAgain({ empty: true });
    await until(() => redis.isOpen);
    for (const name of [lease.name, 'other'])
      await expect(cluster.read(name)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await cluster.renew(held!, 10_000)).toBe(true);
    expect(await cluster.read(lease.name)).toMatchObject({ holder: 'a' });
    await until(async () => (await cluster.read('other')) === undefined);
  });

  it('tells no node as expired that only could not write its row while Redis was away', async () => {
    const prefix = `cluster-${places++}`;
    const { cluster: one, redis: first } = await openCluster(prefix);
    const { cluster: two } = await openCluster(prefix);
    const told: string[] = [];
    for (const nodeId of ['m1', 'm2']) await one.writeNode(row(nodeId), 200);
    two.watch('media', ({ nodeId }, change) => told.push(`${nodeId} ${change}`));
    await until(() => told.length === 2);
    const beating = setInterval(() => void one.writeNode(row('m1'), 200).catch(() => undefined), 50);
    await server.kill();
    await server.startAgain({ empty: true });
    await until(() => first.isOpen);
    // m2 has died meanwhile: it is told once it had its time, and m1 not.
    await until(() => told.some((line) => line.endsWith('expired')));
    expect(told.filter((line) => line.endsWith('expired'))).toEqual(['m2 expired']);
    await server.pause();
    await until(() => !first.isOpen);
    server.continue();
    const before = told.length;
    await until(() => first.isOpen && told.length > before + 5);
    clearInterval(beating);
    expect(told.filter((line) => line.endsWith('expired'))).toEqual(['m2 expired']);
  });

  it('goes on watching after it came back, and tells what happened meanwhile', async () => {
    const prefix = `cluster-${places++}`;
    const { cluster: one, redis: first } = await openCluster(prefix);
    const { cluster: two } = await openCluster(prefix);
    const told: string[] = [];
    two.watch('media', ({ nodeId }, change) => told.push(`${nodeId} ${change}`));
    await one.writeNode(row('m1'), 60_000);
    await until(() => told.length === 1);
    await server.kill();
    await server.startAgain({ empty: false });
    await until(() => first.isOpen);
    // Read once it may ask again, or heard once it listens again; the second telling is after both.
    await until(async () => {
      await one.writeNode(row('m2'), 60_000);
      return told.length >= 3;
    });
    await one.removeNode(row('m1'));
    await until(() => told.includes('m1 removed'));
    expect(new Set(told)).toEqual(new Set(['m1 written', 'm2 written', 'm1 removed']));
  });
});
