import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemNow } from '#platform/clock.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { parseTokenKeys } from '#platform/tokens/token-keys.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { renderHaproxy } from '../../ops/proxy/render-haproxy.ts';
import { openKeys } from '../../ops/together/open-keys.ts';
import { backendsOf, planTogether } from '../../ops/together/plan.ts';
import type { OwnServer } from '../../ops/together/own-server.ts';
import { startProxy } from '../../ops/together/servers.ts';
import { freePort } from './free-port.ts';
import { type MongoServer, noMongo, openMongoServer } from './mongo.ts';
import { Links } from './faults/links.ts';
import { OneProcess } from './one-process.ts';
import { openRedisServer, type RedisServer } from './redis.ts';
import { until } from './until.ts';

export type TogetherOptions = { env?: Record<string, string>; rough?: readonly string[] };

/** Each takes a core for a second: more of them would only wait for each other, past what they wait for Redis. */
const startedAtOnce = 3;

/** A whole installation of several processes, as `npm run together` starts it, on servers and ports of its own. */
export class Together {
  readonly url: string;
  readonly redis: RedisServer;
  readonly mongo: MongoServer;
  readonly links: Links;
  readonly #folder: string;
  readonly #tokenKeys: string;
  readonly #processes = new Map<string, OneProcess>();
  #proxy: OwnServer | undefined;

  /** `rough`: processes whose lines to Redis, the database and their sisters can be made bad. */
  static async create({ env = {}, rough = [] }: TogetherOptions = {}): Promise<Together> {
    const [redis, mongo] = await Promise.all([openRedisServer(), openMongoServer()]);
    if (!mongo) throw new Error(noMongo);
    const folder = await mkdtemp(join(tmpdir(), 'bedside-together-'));
    const keys = await openKeys(join(folder, 'keys'));
    const port = await freePort();
    const together = new Together({
      redis,
      mongo,
      folder,
      port,
      tokenKeys: keys.BEDSIDE_TOKEN_KEYS,
      links: new Links(rough),
    });
    try {
      await together.#start({ ...keys, ...env }, port);
    } catch (error) {
      await together.close();
      throw error;
    }
    return together;
  }

  private constructor(given: {
    redis: RedisServer;
    mongo: MongoServer;
    folder: string;
    port: number;
    tokenKeys: string;
    links: Links;
  }) {
    this.url = `http://localhost:${given.port}`;
    this.redis = given.redis;
    this.mongo = given.mongo;
    this.#folder = given.folder;
    this.#tokenKeys = given.tokenKeys;
    this.links = given.links;
  }

  /** A process by its name: `media-1`, `chat`. */
  process(name: string): OneProcess {
    const found = this.#processes.get(name);
    if (!found) throw new Error(`There is no process ${name}.`);
    return found;
  }

  /** What browsers come through; started again when it is killed. */
  get proxy(): OwnServer {
    if (!this.#proxy) throw new Error('There is no proxy yet.');
    return this.#proxy;
  }

  /** Tokens signed with the installation's own keys. */
  async tokens(): Promise<Tokens> {
    return createTokens({ keys: parseTokenKeys(this.#tokenKeys), now: systemNow });
  }

  /** What the processes wrote to their terminals. */
  get output(): string {
    return [...this.#processes.values()].map(({ name, output }) => `${name}: ${output}`).join('\n');
  }

  async close(): Promise<void> {
    await Promise.all([...this.#processes.values()].map((one) => one.stop()));
    await this.#proxy?.stop();
    await this.links.close();
    await Promise.all([this.redis.stop(), this.mongo.stop()]);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(env: Record<string, string>, port: number): Promise<void> {
    const planned = await planTogether({
      publicUrl: this.url,
      nextPort: freePort,
      nextRtcPort: () => 0,
      folder: this.#folder,
      mongoUrl: this.mongo.url,
      redisUrl: this.redis.url,
      env: { BEDSIDE_MEDIA_WORKERS: '1', ...env },
    });
    for (const one of await this.links.between(planned)) this.#processes.set(one.name, new OneProcess(one));
    const entry = [`bind 127.0.0.1:${port},[::1]:${port}`];
    const config = renderHaproxy({ entry, backends: backendsOf(planned) });
    this.#proxy = await startProxy({ config, folder: this.#folder, port });
    const waiting = [...this.#processes.values()];
    const startThem = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) await one.start();
    };
    await Promise.all(Array.from({ length: startedAtOnce }, startThem));
    await until(async () => (await fetch(`${this.url}/api/v1/demo`)).ok, { withinMs: 30_000 });
    await until(async () => (await fetch(`${this.url}/demo`)).ok, { withinMs: 30_000 });
  }
}
