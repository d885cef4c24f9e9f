import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
