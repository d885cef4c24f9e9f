import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document } from '#platform/store/store.ts';
import { openRedisServer, type RedisServer } from '../../../test/kit/redis.ts';
import { until } from '../../../test/kit/until.ts';
import { type BusProcess, count, openProcess, Tally, upTo } from './redis-bus.kit.ts';

const keys = upTo(10).map((n) => `thing${n}`);

describe('the bus on Redis, when Redis', () => {
  let server: RedisServer;
  let one: BusProcess;
  let two: BusProcess;
  beforeEach(async () => {
    server = await openRedisServer();
    one = await openProcess(server.url, 'away', { deadlineMs: 300 });
    two = await openProcess(server.url, 'away', { deadlineMs: 300 });
  });
  afterEach(async () => {
    await Promise.all([one.close(), two.close()]);
    await server.stop();
  });

  /** A service that commits without end, whatever happens to Redis. */
  async function startService() {
    const store = await openSqliteStore({ file: ':memory:', now: systemNow });
    const things = await store.collection<Document>({ name: 'things', indexes: {} });
    await Promise.all(keys.map((_id) => things.insert({ _id })));
    const outbox = createOutbox({
      store,
      bus: one.bus,
      log: silentLog,
      firstRetryMs: 20,
      longestRetryMs: 50,
    });
    await outbox.start();
    let rounds = 0;
    let isOver = false;
    const committing = (async () => {
      for (; !isOver; rounds++) {
        const n = rounds;
        await Promise.all(
          keys.map((key) => things.change(key, (document) => ({ document, events: [count(key, n)] }))),
        );
        await new Promise(setImmediate);
      }
    })();
    return {
      rounds: () => rounds,
      async end() {
        isOver = true;
        await committing;
        await outbox.drain(10_000);
        await outbox.stop();
        await store.close();
        return rounds;
      },
    };
  }
  async function expectAll(tally: Tally, rounds: number) {
    await until(() => keys.every((key) => tally.of(key).length >= rounds), {
      withinMs: 10_000,
      why: () => [rounds, keys.map((key) => tally.of(key).length)],
    });
    for (const key of keys) expect(tally.of(key)).toEqual(upTo(rounds));
  }
  const listen = async () => {
    const tally = new Tally();
    for (const { listen: hear } of [one, two]) await hear('a', (event) => tally.note(event));
    return tally;
  };

  it('is silent for a while: everything comes, in order', async () => {
    const tally = await listen();
    const service = await startService();
    for (let turn = 0; turn < 3; turn++) {
      const from = service.rounds();
      await until(() => service.rounds() > from + 10);
      await server.pause();
      await until(() => !one.redis.isOpen && !two.redis.isOpen);
      server.continue();
      await until(() => one.redis.isOpen && two.redis.isOpen);
    }
    await expectAll(tally, await service.end());
  });

  it('is killed and comes back empty: nothing is lost, and all comes in order', async () => {
    const tally = await listen();
    const service = await startService();
    for (let turn = 0; turn < 3; turn++) {
      const from = service.rounds();
      await until(() => service.rounds() > from + 10);
      await server.kill();
      await server.startAgain({ empty: true });
      await until(() => one.redis.isOpen && two.redis.isOpen);
    }
    await expectAll(tally, await service.end());
  });

  it('comes back without what it had taken for sure: it is published again, before what comes after it', async () => {
    await one.bus.publish(upTo(3).map((n) => count('x', n)));
    await server.kill();
    await server.startAgain({ empty: true });
    await until(async () => {
      await one.bus.publish([count('x', 3)]);
      return true;
    });
    const tally = await listen();
    await until(() => tally.of('x').length === 4);
    expect(tally.of('x')).toEqual([0, 1, 2, 3]);
  });

  it('comes back empty while the publisher was gone, too: its store has what was just published', async () => {
    const store = await openSqliteStore({ file: ':memory:', now: systemNow });
    const things = await store.collection<Document>({ name: 'things', indexes: {} });
    const first = createOutbox({ store, bus: one.bus, log: silentLog });
    await first.start();
    await first.drain();
    await things.insert({ _id: 'x' }, { events: [count('x', 0), count('x', 1)] });
    await first.drain();
    await first.stop();
    one.cut();
    await server.kill();
    await server.startAgain({ empty: true });
    await until(() => two.redis.isOpen);
    const tally = new Tally();
    await two.listen('a', (event) => tally.note(event));
    const second = createOutbox({ store, bus: two.bus, log: silentLog });
    await second.start();
    await things.change('x', (document) => ({ document, events: [count('x', 2)] }));
    await until(() => tally.of('x').length === 3);
    expect(tally.of('x')).toEqual(upTo(3));
    await second.stop();
    await store.close();
  });

  it('is away for long: publishing is refused at once, and all catches up in order', async () => {
    const tally = await listen();
    const service = await startService();
    await until(() => service.rounds() > 10);
    await server.kill();
    await until(() => !one.redis.isOpen);
    for (let turn = 0; turn < 50; turn++) {
      const askedAt = performance.now();
      await expect(one.bus.publish([count('y', turn)])).rejects.toMatchObject({ code: 'unavailable' });
      expect(performance.now() - askedAt).toBeLessThan(100);
    }
    const from = service.rounds();
    await until(() => service.rounds() > from + 200, { withinMs: 10_000 });
    await server.startAgain({ empty: false });
    await expectAll(tally, await service.end());
  });

  it('is full in the middle of a batch: it takes nothing of it, so that nothing comes before what it refused', async () => {
    const setMemory = (bytes: number) =>
      one.redis.ask((client) => client.config('SET', 'maxmemory', String(bytes)));
    const info = await one.redis.ask((client) => client.info('memory'));
    await setMemory(Number(/used_memory:(\d+)/.exec(info)?.[1]) + 500_000);
    const large = count('y'.repeat(2_000_000), 0);
    const batch = [count('x', 0), large, count('x', 1)];
    await expect(one.bus.publish(batch)).rejects.toThrow(/OOM|EXECABORT/);
    await setMemory(0);
    const streams = await one.redis.ask((client) => client.keys('*{events:*}'));
    const lengths = await one.redis.pipeline((pipeline) => streams.map((stream) => pipeline.xlen(stream)));
    expect(lengths.every((length) => length === 0)).toBe(true);
    const tally = await listen();
    await one.bus.publish(batch);
    await until(() => tally.handled === 3);
    expect(tally.of('x')).toEqual([0, 1]);
  });

  it('starts again: dead letters are still there and can be delivered', async () => {
    const bad = count('x', 13);
    const fail = () => Promise.reject(new Error('never works'));
    await one.listen('b', fail);
    await one.bus.publish([bad]);
    await until(async () => (await one.bus.deadLetters('b')).length === 1, { withinMs: 20_000 });
    await one.bus.close();
    await server.kill();
    await server.startAgain({ empty: false });
    await until(() => two.redis.isOpen);
    const tally = new Tally();
    await two.listen('b', (event) => tally.note(event));
    const [dead] = await two.bus.deadLetters('b');
    expect(dead).toMatchObject({ event: bad, reason: 'never works' });
    await two.bus.replay('b', [dead!.id]);
    expect(tally.of('x')).toEqual([13]);
    expect(await two.bus.deadLetters('b')).toEqual([]);
  });
});
