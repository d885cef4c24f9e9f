import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CONFIGURATION_EXIT, CRASH_EXIT } from '#platform/lifecycle/run-until-signal.ts';
import { openKeys } from '../../ops/together/open-keys.ts';
import { type PlannedProcess, planTogether } from '../../ops/together/plan.ts';
import { freePort } from '../../test/kit/free-port.ts';
import { type MongoServer, noMongo, openMongoServer } from '../../test/kit/mongo.ts';
import { OneProcess } from '../../test/kit/one-process.ts';
import { openRedisServer, type RedisServer } from '../../test/kit/redis.ts';
import { until } from '../../test/kit/until.ts';

const Health = z.object({
  isOk: z.boolean(),
  checks: z.array(z.object({ check: z.string(), isOk: z.boolean() })),
});

describe('a process of an installation', () => {
  let redis: RedisServer;
  let mongo: MongoServer;
  let folder: string;
  let planned: PlannedProcess[];
  const started: OneProcess[] = [];

  beforeAll(async () => {
    const found = await openMongoServer();
    if (!found) throw new Error(noMongo);
    mongo = found;
    redis = await openRedisServer();
    folder = await mkdtemp(join(tmpdir(), 'bedside-one-'));
    planned = await planTogether({
      publicUrl: 'http://localhost:1',
      nextPort: freePort,
      nextRtcPort: () => 0,
      folder,
      mongoUrl: mongo.url,
      redisUrl: redis.url,
      env: await openKeys(join(folder, 'keys')),
    });
  });
  afterEach(() => Promise.all(started.splice(0).map((one) => one.kill())));
  afterAll(async () => {
    await Promise.all([redis?.stop(), mongo?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  function make(
    name: string,
    env: Record<string, string> = {},
    more: Partial<PlannedProcess> = {},
  ): OneProcess {
    const plan = planned.find((one) => one.name === name);
    if (!plan) throw new Error(`There is no ${name}.`);
    const one = new OneProcess({ ...plan, ...more, env: { ...plan.env, ...env } });
    started.push(one);
    return one;
  }

  /** It does not start, and says why in a sentence that a person can act on. */
  async function expectRefused(
    one: OneProcess,
    sentence: string,
    code: number = CONFIGURATION_EXIT,
  ): Promise<void> {
    expect(await one.startInVain(), one.output).toBe(code);
    expect(one.output).toContain(sentence);
    expect(one.output).not.toMatch(/\n\s+at /);
  }

  it.each([
    [
      'MONGODB_URL',
      'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500',
      'No database answers at 127.0.0.1:1',
    ],
    ['REDIS_URL', 'redis://127.0.0.1:1', 'No Redis answers at 127.0.0.1:1'],
  ])(
    'says in one sentence that nobody answers at %s, and ends so that it is tried again',
    async (setting, url, sentence) => {
      const one = make('audit', { [setting]: url });
      await expectRefused(one, sentence, CRASH_EXIT);
      expect(one.output).toContain(`correct ${setting}`);
      expect(one.output.trim().split('\n')).toHaveLength(1);
    },
  );

  it.each([
    ['MONGODB_URL', 'no address', 'MONGODB_URL is not an address'],
    ['REDIS_URL', 'no address', 'REDIS_URL is no address'],
    ['BEDSIDE_TOKEN_KEYS', '', 'Set BEDSIDE_TOKEN_KEYS'],
    ['BEDSIDE_MASTER_KEYS', '', 'Set BEDSIDE_MASTER_KEYS'],
    ['BEDSIDE_TOKEN_KEYS', 'some', 'BEDSIDE_TOKEN_KEYS cannot be used'],
  ])('does not start with a %s of "%s", and says what to write', async (setting, value, sentence) => {
    await expectRefused(make('audit', { [setting]: value }), sentence);
  });

  it('is refused when another has its name, which goes on', async () => {
    const first = make('audit');
    await first.start();
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const second = make(
      'chat',
      { BEDSIDE_NODE_ID: 'audit', BEDSIDE_PORT: String(port), BEDSIDE_ADDRESS: address },
      { address },
    );
    await expectRefused(second, 'Another process is called audit');
    expect((await fetch(`${first.address}/readyz`)).ok).toBe(true);
  });

  it('takes no visit and says why when its media port is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '0.0.0.0', resolve));
    const { port } = holder.address() as { port: number };
    try {
      const one = make('media-1', { BEDSIDE_RTC_PORT: String(port), BEDSIDE_MEDIA_WORKERS: '1' });
      await expectRefused(one, `The media port ${port} (UDP and TCP) is in use`);
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
    // Its name is free again at once, and it was never a node that a visit could be sent to.
    const free = make('media-1', { BEDSIDE_MEDIA_WORKERS: '1' });
    await free.start();
    expect(free.output).not.toContain('Another process');
  });

  it('runs several services side by side, and says of each whether it is well', async () => {
    const one = make('chat', { BEDSIDE_NODE_ID: 'both' }, { services: ['chat', 'billing'] });
    await one.start();
    const { isOk, checks } = Health.parse(await (await fetch(`${one.address}/readyz`)).json());
    expect(isOk).toBe(true);
    const names = checks.map(({ check }) => check);
    expect(names).toEqual(expect.arrayContaining(["chat's database", "billing's database", 'redis']));
    expect(names).not.toContain("visits's database");
  });

  it('says by name what it has lost, lives on, and is ready again by itself', async () => {
    const one = make('audit');
    await one.start();
    const failing = async () => {
      const answer = await fetch(`${one.address}/readyz`);
      const { isOk, checks } = Health.parse(await answer.json());
      expect(answer.status).toBe(isOk ? 200 : 503);
      return checks.filter((check) => !check.isOk).map(({ check }) => check);
    };
    const isAlive = async () => (await fetch(`${one.address}/livez`)).ok;
    await redis.kill();
    await until(async () => (await failing()).includes('redis'));
    expect(await isAlive()).toBe(true);
    await redis.startAgain({ empty: true });
    await until(async () => (await failing()).length === 0, { withinMs: 10_000 });
    if (mongo.isOwn) {
      await mongo.kill();
      await until(async () => (await failing()).includes("audit's database"), { withinMs: 10_000 });
      expect(await isAlive()).toBe(true);
      await mongo.start();
      await until(async () => (await failing()).length === 0, { withinMs: 20_000 });
    }
  });
});
