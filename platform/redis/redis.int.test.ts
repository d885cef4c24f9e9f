import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { silentLog } from '#platform/log.ts';
import { ConfigurationError } from '#platform/settings.ts';
import { freePort } from '../../test/kit/free-port.ts';
import { openRedisServer, type RedisServer } from '../../test/kit/redis.ts';
import { until } from '../../test/kit/until.ts';
import { openRedis } from './open-redis.ts';
import type { Redis } from './redis.ts';

const tuning = { deadlineMs: 150, heartbeatMs: 50, longestReconnectMs: 100 };

describe('a connection to Redis', () => {
  let server: RedisServer;
  const opened: Redis[] = [];
  beforeAll(async () => {
    server = await openRedisServer();
  });
  afterEach(() => {
    for (const redis of opened.splice(0)) redis.close();
  });
  afterAll(() => server.stop());
  const open = async (url = server.url) => {
    const redis = await openRedis({ url, prefix: 't', log: silentLog, tuning, withinMs: 500 });
    opened.push(redis);
    return redis;
  };
  const problemOf = async (url: string) => {
    const error: unknown = await open(url).catch((thrown: unknown) => thrown);
    if (error instanceof ConfigurationError) return error.problems.join(' ');
    // What a server that is there says may be another thing at the next start.
    expect(error).toMatchObject({ code: 'unavailable' });
    return error instanceof Refusal ? error.message : String(error);
  };
  const msOf = async (asked: Promise<unknown>) => {
    const startedAt = performance.now();
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
    return performance.now() - startedAt;
  };

  it('is refused at the start with a sentence that says what to write, and shows no password', async () => {
    const port = await freePort();
    const away = await problemOf(`redis://bedside:geheim@127.0.0.1:${port}`);
    expect(away).toContain(`No Redis answers at 127.0.0.1:${port} (ECONNREFUSED)`);
    expect(away).toContain('Write REDIS_URL=redis://');
    expect(away).not.toContain('geheim');
    for (const wrong of ['localhost:6379', 'http://localhost:6379', `${server.url}/one`, 'geheim'])
      expect(await problemOf(wrong)).toMatch(/^REDIS_URL is no address of a Redis\. Write REDIS_URL=/);
    expect(await problemOf(`${server.url}/99`)).toMatch(/has no database 99\. Write REDIS_URL=/);
    await (await open(`${server.url}/1`)).check();
    const closed = await open();
    await closed.ask((client) => client.acl('SETUSER', 'nurse', 'on', '>richtig', '~*', '&*', '+@all'));
    const refused = await problemOf(server.url.replace('//', '//nurse:geheim@'));
    expect(refused).toContain('does not accept the name and password');
    expect(refused).not.toContain('geheim');
  });

  it('is refused where Redis is too old', async () => {
    const port = Number(new URL(server.url).port);
    const older = createServer((client) => {
      const newer = connect(port, '127.0.0.1');
      newer.on('data', (data) =>
        client.write(data.toString('latin1').replace(/redis_version:\d/, 'redis_version:6'), 'latin1'),
      );
      client.on('error', () => newer.destroy()).pipe(newer);
    }).listen(0, '127.0.0.1');
    await once(older, 'listening');
    const { port: at } = older.address() as AddressInfo;
    expect(await problemOf(`redis://127.0.0.1:${at}`)).toMatch(/^Redis 6\.\S+ is too old/);
    older.close();
  });

  it('refuses at once while Redis is away, and is back by itself', async () => {
    const redis = await open();
    await redis.check();
    await server.kill();
    await until(() => !redis.isOpen);
    for (let asked = 0; asked < 20; asked++) expect(await msOf(redis.check())).toBeLessThan(50);
    await server.startAgain({ empty: false });
    await until(() => redis.isOpen);
    await redis.check();
  });

  it('refuses within the deadline when Redis is silent, then at once, and is back by itself', async () => {
    const redis = await open();
    await server.pause();
    const first = await msOf(redis.ask((client) => client.get('x')));
    expect(first).toBeLessThan(tuning.deadlineMs + 200);
    for (let asked = 0; asked < 20; asked++) expect(await msOf(redis.check())).toBeLessThan(50);
    server.continue();
    await until(() => redis.isOpen);
    await redis.check();
  });

  it('leaves a silent Redis for a new connection, and greets it before anything is asked', async () => {
    const redis = await open();
    let greetings = 0;
    await redis.onConnect(async (client) => {
      await client.incr('t:greeted');
      greetings++;
    });
    expect(greetings).toBe(1);
    await server.pause();
    await until(() => redis.lastError !== undefined);
    server.continue();
    await until(() => redis.isOpen);
    expect(greetings).toBe(2);
    expect(await redis.ask((client) => client.get('t:greeted'))).toBe('2');
  });

  it('hears channels, also after a new connection, and says when it may have missed something', async () => {
    const [one, two] = [await open(), await open()];
    const heard: string[] = [];
    const hearing = (name: string) => ({
      onMessage: (message: string) => heard.push(`${name} ${message}`),
      onHeard: () => heard.push(`${name} heard`),
    });
    one.hear('t:a', hearing('a'));
    const endB = one.hear('t:b', hearing('b'));
    await until(() => heard.includes('a heard') && heard.includes('b heard'));
    const say = (channel: string, message: string) => two.ask((client) => client.publish(channel, message));
    await say('t:a', '1');
    await until(() => heard.includes('a 1'));
    heard.splice(0);
    await server.kill();
    await server.startAgain({ empty: true });
    await until(() => heard.includes('a heard') && heard.includes('b heard') && two.isOpen);
    endB();
    await until(async () => (await say('t:b', '2')) === 0);
    await say('t:a', '3');
    await until(() => heard.includes('a 3'));
    expect(heard.filter((line) => line.startsWith('b '))).toEqual(['b heard']);
  });

  it('takes a wrong question for a bug, not for an outage', async () => {
    const redis = await open();
    await redis.ask((client) => client.set('t:text', 'x'));
    await expect(redis.ask((client) => client.lpush('t:text', 'y'))).rejects.toThrow('WRONGTYPE');
  });
});
