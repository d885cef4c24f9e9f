import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemNow } from '#platform/clock.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { parseTokenKeys } from '#platform/tokens/token-keys.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { renderHaproxy } from '../../ops/proxy/render-haproxy.ts';
import { openKeys } from '../../ops/together/open-keys.ts';
import { backendsOf, type PlannedProcess, planTogether } from '../../ops/together/plan.ts';
import { type Server, startProxy } from '../../ops/together/servers.ts';
import { freePort } from './free-port.ts';
import { type MongoServer, noMongo, openMongoServer } from './mongo.ts';
import { openRedisServer, type RedisServer } from './redis.ts';
import { machineEnv, root } from './server.ts';
import { until } from './until.ts';

/** A whole installation of several processes, as `npm run together` starts it, on servers and ports of its own. */
export class Together {
  readonly url: string;
  readonly redis: RedisServer;
  readonly mongo: MongoServer;
  readonly #folder: string;
  readonly #tokenKeys: string;
  readonly #processes = new Map<string, OneProcess>();
  #proxy: Server | undefined;

  static async create({ env = {} }: { env?: Record<string, string> } = {}): Promise<Together> {
    const [redis, mongo] = await Promise.all([openRedisServer(), openMongoServer()]);
    if (!mongo) throw new Error(noMongo);
    const folder = await mkdtemp(join(tmpdir(), 'bedside-together-'));
    const keys = await openKeys(join(folder, 'keys'));
    const port = await freePort();
    const together = new Together({ redis, mongo, folder, port, tokenKeys: keys.BEDSIDE_TOKEN_KEYS });
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
  }) {
    this.url = `http://localhost:${given.port}`;
    this.redis = given.redis;
    this.mongo = given.mongo;
    this.#folder = given.folder;
    this.#tokenKeys = given.tokenKeys;
  }

  /** A process by its name: `media-1`, `chat`. */
  process(name: string): OneProcess {
    const found = this.#processes.get(name);
    if (!found) throw new Error(`There is no process ${name}.`);
    return found;
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
    for (const one of planned) this.#processes.set(one.name, new OneProcess(one));
    const config = renderHaproxy({ bind: `127.0.0.1:${port},[::1]:${port}`, backends: backendsOf(planned) });
    this.#proxy = await startProxy({ config, folder: this.#folder });
    await Promise.all([...this.#processes.values()].map((one) => one.start()));
    await until(async () => (await fetch(`${this.url}/api/v1/demo`)).ok, { withinMs: 30_000 });
    await until(async () => (await fetch(`${this.url}/demo`)).ok, { withinMs: 30_000 });
  }
}

/** One of its processes. */
export class OneProcess {
  readonly name: string;
  readonly address: string;
  readonly #planned: PlannedProcess;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(planned: PlannedProcess) {
    this.name = planned.name;
    this.address = planned.address;
    this.#planned = planned;
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.name} does not run.`);
    return this.#child.pid;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const { services, env } = this.#planned;
    const child = spawn(process.execPath, [join(root, 'bedside.ts'), ...services], {
      cwd: root,
      env: { ...machineEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Its media workers are of its group, and end with it when it is killed.
      detached: true,
    });
    this.#child = child;
    const take = (chunk: Buffer) => (this.#output += chunk.toString());
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    await until(
      async () => {
        if (child.exitCode !== null)
          throw new Error(`${this.name} ended with ${child.exitCode}: ${this.#output}`);
        return (await fetch(`${this.address}/readyz`)).ok;
      },
      { withinMs: 60_000, why: () => [this.name, this.#output] },
    );
  }

  /** SIGKILL to the process and, where it has them, its media workers, as if the machine were gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and its end. Idempotent. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** It keeps its connections and does nothing. With `workers`, its media workers too. */
  freeze({ workers = false } = {}): void {
    process.kill(workers ? -this.pid : this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(-this.pid, 'SIGCONT');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const group = -child.pid;
    const ended = once(child, 'exit');
    process.kill(signal === 'SIGKILL' ? group : child.pid, signal);
    const force = setTimeout(() => process.kill(group, 'SIGKILL'), 20_000);
    await ended;
    clearTimeout(force);
  }
}
