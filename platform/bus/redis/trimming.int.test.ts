import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { openRedisServer, type RedisServer } from '../../../test/kit/redis.ts';
import { until } from '../../../test/kit/until.ts';
import { allPartitions, busKeys } from './partitions.ts';
import { type BusProcess, count, openProcess, Tally, upTo } from '../redis-crash/redis-bus.kit.ts';
import { Trimming } from './trimming.ts';

let server: RedisServer;
let places = 0;
let opened: BusProcess | undefined;
beforeAll(async () => {
  server = await openRedisServer();
});
afterEach(async () => {
  await opened?.close();
});
afterAll(() => server.stop());

async function open() {
  const place = `trim-${places++}`;
  const one = await openProcess(server.url, place);
  opened = one;
  const keys = busKeys(`${place}:bus`);
  const trimming = (tuning: { keptForNewGroupsMs?: number; keptMs?: number }) =>
    new Trimming({
      ...one,
      keys,
      self: 'trimmer',
      tuning: { keptForNewGroupsMs: 0, keptMs: 60_000, trimEveryMs: 60_000, ...tuning },
      log: silentLog,
    });
  const length = async () => {
    const lengths = await one.redis.pipeline((pipeline) => {
      for (const partition of allPartitions) pipeline.xlen(keys.stream(partition));
    });
    return lengths.reduce((sum: number, one) => sum + Number(one), 0);
  };
  const groups = () => one.redis.ask((client) => client.hkeys(keys.groups));
  return { ...one, trimming, length, groups };
}

// Trimming by age is as exact as Redis' blocks of a hundred entries.
const many = 4_000;
const publishMany = async ({ bus }: BusProcess) => {
  for (let n = 0; n < many; n += 500)
    await bus.publish(upTo(500).map((at) => count(`thing${at % 8}`, n + at)));
};

describe('trimming', () => {
  it('removes what every group has handled and new ones need not have, and nothing that one still needs', async () => {
    const one = await open();
    const tally = new Tally();
    const { trim, close } = bind(one.trimming({}));
    await one.listen('a', (event) => tally.note(event));
    const slow = await one.listen('slow', () => undefined);
    await slow.close();
    await publishMany(one);
    await until(() => tally.handled >= many);
    await trim();
    expect(await one.length()).toBe(many);
    await one.listen('slow', (event) => tally.note(event));
    await until(() => tally.handled >= 2 * many);
    // What is handled is told to Redis a little later.
    await until(async () => {
      await trim();
      return (await one.length()) < many / 2;
    });
    await close();
  });

  it('keeps nothing longer than a week, whoever has not read it', async () => {
    const one = await open();
    const sleeper = await one.listen('sleeper', () => undefined);
    await sleeper.close();
    await publishMany(one);
    const { trim, close } = bind(one.trimming({ keptMs: 0 }));
    await until(async () => {
      await trim();
      return (await one.length()) < many / 2;
    });
    await close();
  });

  it('forgets the group of a process that is gone, and no other', async () => {
    const one = await open();
    const { trim, close } = bind(one.trimming({}));
    await one.listen('billing', () => undefined);
    const node = await one.listen('signaling-1', () => undefined, 50);
    await one.bus.publish([count('x', 1)]);
    await node.close();
    await until(async () => {
      await trim();
      return (await one.groups()).length === 1;
    });
    expect(await one.groups()).toEqual(['billing']);
    const tally = new Tally();
    await one.listen('signaling-1', (event) => tally.note(event), 50);
    await until(() => tally.of('x').length === 1);
    await close();
  });
});

const bind = (trimming: Trimming) => ({ trim: () => trimming.trim(), close: () => trimming.close() });
