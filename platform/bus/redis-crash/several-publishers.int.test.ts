import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import type { Document } from '#platform/store/store.ts';
import { useMongo } from '../../../test/kit/mongo-tests.ts';
import { openRedisServer, type RedisServer } from '../../../test/kit/redis.ts';
import { until } from '../../../test/kit/until.ts';
import { type BusProcess, count, openProcess, Tally, upTo } from './redis-bus.kit.ts';

describe('what several processes publish of one thing', () => {
  let server: RedisServer;
  let one: BusProcess;
  let other: BusProcess;
  beforeEach(async () => {
    server = await openRedisServer();
    one = await openProcess(server.url, 'several');
    other = await openProcess(server.url, 'several');
  });
  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    await server.stop();
  });
  const events = upTo(4).map((n) => count('x', n));

  /** Each publishes in turn, with what stood before it. */
  async function publishInTurn() {
    await one.bus.publish(events.slice(0, 1));
    await other.bus.publishMissing?.(events.slice(0, 2));
    await one.bus.publishMissing?.(events.slice(0, 3));
    await other.bus.publishMissing?.(events);
  }

  it('is passed over where one of them has said that it is published', async () => {
    await publishInTurn();
    const tally = new Tally();
    await one.listen('a', (event) => tally.note(event));
    await until(() => tally.of('x').length === 4);
    expect(tally.of('x')).toEqual(upTo(4));
    // The first was published before anybody else had to do with it.
    expect(tally.handled).toBe(5);
  });

  it('is published again from what any one of them remembers, in order, when Redis comes back empty', async () => {
    await publishInTurn();
    other.cut();
    await server.kill();
    await server.startAgain({ empty: true });
    await until(() => one.redis.isOpen);
    const tally = new Tally();
    await one.listen('a', (event) => tally.note(event));
    await until(() => tally.of('x').length === 3);
    await one.bus.publishMissing?.(events);
    await until(() => tally.of('x').length === 4);
    expect(tally.of('x')).toEqual(upTo(4));
  });

  it('is published after what is missing before it, though that was marked', async () => {
    await other.bus.publishMissing?.(events.slice(1, 2));
    await one.bus.publishMissing?.(events.slice(0, 3));
    const tally = new Tally();
    await one.listen('a', (event) => tally.note(event));
    await until(() => tally.of('x').length === 3);
    expect(tally.handled).toBe(4);
  });
});

describe('two processes that write the same things', () => {
  const mongo = useMongo();
  const names = upTo(4).map((n) => `thing${n}`);
  type Thing = Document & { n: number };
  let server: RedisServer;
  let ends: (() => Promise<void>)[];
  beforeEach(async () => {
    server = await openRedisServer();
    ends = [];
  });
  afterEach(async () => {
    for (const end of ends.toReversed()) await end();
    await server.stop();
  });

  async function openWriter(place: { url: string; database: string }) {
    const process = await openProcess(server.url, 'writers', { deadlineMs: 300 });
    const store = await openMongoStore({ ...place, now: Date.now, log: silentLog });
    const things = await store.collection<Thing>({ name: 'things', indexes: {} });
    const outbox = createOutbox({
      store,
      bus: process.bus,
      log: silentLog,
      firstRetryMs: 20,
      longestRetryMs: 50,
    });
    await outbox.start();
    ends.push(async () => {
      await outbox.stop();
      await store.close();
      await process.close();
    });
    const tell = (_id: string) =>
      things.change(_id, (thing) => ({
        document: { ...thing, n: thing.n + 1 },
        events: [count(_id, thing.n)],
      }));
    return { process, things, outbox, tell };
  }

  it.each([
    ['as it was', { empty: false }],
    ['empty', { empty: true }],
  ])(
    'are heard in the order of their commits, also when Redis was away and comes back %s',
    async (_how, back) => {
      const place = mongo.place('writers');
      const writers = [await openWriter(place), await openWriter(place)];
      const [{ process, things }] = writers as [(typeof writers)[0]];
      const tally = new Tally();
      await process.listen('a', (event) => tally.note(event));
      await Promise.all(names.map((_id) => things.insert({ _id, n: 0 })));
      const writeSome = async () => {
        for (const _round of upTo(8))
          await Promise.all(writers.flatMap(({ tell }) => names.map((name) => tell(name))));
      };
      await writeSome();
      await server.kill();
      await writeSome();
      await server.startAgain(back);
      await writeSome();
      await Promise.all(writers.map(({ outbox }) => outbox.drain(10_000)));
      await until(() => names.every((name) => tally.of(name).length === 48), {
        withinMs: 10_000,
        why: () => names.map((name) => tally.of(name)),
      });
      for (const name of names) expect(tally.of(name)).toEqual(upTo(48));
    },
  );
});
