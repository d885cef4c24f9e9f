import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openRedisServer, type RedisServer } from '../../../test/kit/redis.ts';
import { until } from '../../../test/kit/until.ts';
import { allPartitions, busKeys, partitionsOf } from '../redis/partitions.ts';
import { type BusProcess, count, openProcess, Tally, upTo } from './redis-bus.kit.ts';
import { Stream } from '../redis/stream.ts';

let server: RedisServer;
let places = 0;
const opened: BusProcess[] = [];
beforeAll(async () => {
  server = await openRedisServer();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});
afterAll(() => server.stop());
const open = async (place: string) => {
  const one = await openProcess(server.url, place);
  opened.push(one);
  return one;
};
const keys = upTo(40).map((n) => `thing${n}`);

describe('processes of one group', () => {
  it('share the partitions, also while some come and go, and keep the order of each key', async () => {
    const place = `share-${places++}`;
    const tally = new Tally();
    const handledBy = new Map<BusProcess, Set<string>>();
    const join = async () => {
      const one = await open(place);
      handledBy.set(one, new Set());
      await one.listen('a', async (event) => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        handledBy.get(one)?.add(event.key);
        tally.note(event);
      });
      return one;
    };
    const first = await join();
    let isOver = false;
    let rounds = 0;
    const publishing = (async () => {
      while (!isOver) {
        await first.bus.publish(keys.map((key) => count(key, rounds)));
        rounds++;
      }
    })();
    const second = await join();
    await until(() => (handledBy.get(second)?.size ?? 0) > 0);
    const third = await join();
    await until(() => (handledBy.get(third)?.size ?? 0) > 0);
    await second.close();
    const before = rounds;
    await until(() => rounds > before + 20);
    isOver = true;
    await publishing;
    await until(() => keys.every((key) => tally.of(key).length === rounds), { withinMs: 10_000 });
    for (const key of keys) expect(tally.of(key)).toEqual(upTo(rounds));
    // Given over, not repeated.
    expect(tally.handled).toBe(rounds * keys.length);
  });

  it('handle everything, in order, when one of them dies with events in its hands', async () => {
    const place = `share-${places++}`;
    const [dying, left] = [await open(place), await open(place)];
    const tally = new Tally();
    const inHand: string[] = [];
    let isDead = false;
    await dying.listen('a', async (event) => {
      if (isDead) return new Promise(() => undefined);
      if (inHand.push(event.key) > 60) {
        isDead = true;
        dying.cut();
        return new Promise(() => undefined);
      }
      tally.note(event);
      return undefined;
    });
    await left.listen('a', (event) => tally.note(event));
    const other = await open(place);
    for (let n = 0; n < 20; n++) await other.bus.publish(keys.map((key) => count(key, n)));
    await until(() => isDead);
    await other.bus.publish(keys.map((key) => count(key, 20)));
    await until(() => keys.every((key) => tally.of(key).length === 21), { withinMs: 10_000 });
    for (const key of keys) expect(tally.of(key)).toEqual(upTo(21));
    // Its handlers will never end, so it cannot be closed.
    opened.splice(opened.indexOf(dying), 1);
  });

  it('never hear from a stream what a later reader may have had', async () => {
    const place = `share-${places++}`;
    const { bus, redis } = await open(place);
    const event = count('x', 1);
    await bus.publish([event]);
    const busOf = busKeys(`${place}:bus`);
    const partition = await findPartition();
    const reader = (consumer: string, epoch: number) =>
      new Stream({ redis, keys: busOf, group: 'a', partition, consumer, epoch, keptForNewGroupsMs: 60_000 });
    const [slept, later] = [reader('slept', 1), reader('later', 2)];
    expect(await slept.readNext()).toMatchObject([{ event: { id: event.id } }]);
    expect(await later.claimUnfinished()).toMatchObject([{ event: { id: event.id } }]);
    await bus.publish([count('x', 2)]);
    expect(await slept.readNext()).toBeUndefined();
    expect(await slept.claimUnfinished()).toBeUndefined();
    expect(await later.readNext()).toMatchObject([{ event: { data: { n: 2 } } }]);

    async function findPartition(): Promise<number> {
      const lengths = await redis.pipeline((pipeline) => {
        for (const one of allPartitions) pipeline.xlen(busOf.stream(one));
      });
      return lengths.indexOf(1);
    }
  });

  it('agree who has what, evenly, and only some partitions move when one comes', () => {
    const groups = upTo(50).map((n) => `group ${n}`);
    const share = (members: string[]) =>
      groups.flatMap((group) => {
        const owners = members.map((member) => partitionsOf(member, { members, group }));
        for (const { length } of owners) expect(length).toBeLessThanOrEqual(Math.ceil(16 / members.length));
        return allPartitions.map((partition) => members.filter((_, at) => owners[at]?.includes(partition)));
      });
    const before = share(['p', 'q', 'r', 's']);
    expect(before.every((owners) => owners.length === 1)).toBe(true);
    expect(share(['s', 'r', 'q', 'p'])).toEqual(before);
    const after = share(['p', 'q', 'r', 's', 't']);
    const moved = after.filter((owners, at) => owners[0] !== before[at]?.[0]);
    expect(moved.length / after.length).toBeLessThan(0.5);
    const crowd = upTo(30).map((n) => `member ${n}`);
    expect(share(crowd).every((owners) => owners.length === 1)).toBe(true);
  });
});
