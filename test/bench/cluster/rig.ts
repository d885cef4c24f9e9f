import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { TenantId } from '#contracts/ids.ts';
import { socketProtocol } from '#contracts/sockets/every-socket.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { makeTokenKeys, parseTokenKeys } from '#platform/tokens/token-keys.ts';
import { actorWith } from '../../kit/actors.ts';
import { freePort } from '../../kit/free-port.ts';
import { openRedisServer, type RedisServer } from '../../kit/redis.ts';
import { Listening } from '../processes/listening.ts';
import type { Target } from '../processes/load.ts';
import { ServerProcess } from '../processes/server-process.ts';
import { cpuSecondsOf } from '../processes/worker-cpu.ts';

const OURS = fileURLToPath(new URL('../ours/signaling-node.ts', import.meta.url));
const BARE = fileURLToPath(new URL('../bare/adapter-node.ts', import.meta.url));
const idleMs = 2_000;

export type Kind = 'bare' | 'ours';
/** Whether a node answers the made-up requests itself, or asks a sister process. */
export type Answers = 'here' | 'sister';
type Wish = { kind: Kind; nodes: number; answers?: Answers };
/** What a piece of work took of the processes, without what they take while nothing happens. */
export type Spent = { microseconds: number; redisMicroseconds: number };

/** Several nodes around one Redis, ours or bare, and what their clients need to be let in and to ask. */
export class Rig {
  readonly redis: RedisServer;
  readonly urls: string[] = [];
  readonly nodes: ServerProcess<unknown>[] = [];
  #sister: ServerProcess<unknown> | undefined;
  readonly #kind: Kind;
  readonly #folder: string;
  readonly #keys = makeTokenKeys();
  readonly #tokens = createTokens({ keys: parseTokenKeys(this.#keys), now: systemNow });
  readonly #masterKeys = `first:${randomBytes(32).toString('base64')}`;
  readonly tenantId = TenantId.parse(newUuid());

  static async create({ kind, nodes, answers = 'here' }: Wish): Promise<Rig> {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'));
    const rig = new Rig(kind, await openRedisServer(), folder);
    try {
      const sisterUrl = `http://127.0.0.1:${await freePort()}`;
      if (answers === 'sister') rig.#sister = await rig.#startNode('chat', sisterUrl, sisterUrl);
      for (let n = 0; n < nodes; n++) {
        const url = `http://127.0.0.1:${await freePort()}`;
        rig.urls.push(url);
        rig.nodes.push(await rig.#startNode(answers, url, sisterUrl));
      }
      return rig;
    } catch (error) {
      await rig.close();
      throw error;
    }
  }

  private constructor(kind: Kind, redis: RedisServer, folder: string) {
    this.#kind = kind;
    this.redis = redis;
    this.#folder = folder;
  }

  /** So many people for a node, as its clients show themselves. */
  target(node: number, people: number, ask: (person: number) => { payload: string; opens?: string }): Target {
    const isOurs = this.#kind === 'ours';
    const subjects = Array.from({ length: people }, (_, person) => {
      const { payload, opens } = ask(person);
      const before = opens === undefined ? undefined : JSON.stringify({ conversationId: opens });
      return {
        auth: isOurs ? this.auth() : { person: newUuid() },
        payload,
        ...(before && { before: { event: isOurs ? 'conversation:open' : 'open', payload: before } }),
      };
    });
    const where = isOurs ? { namespace: '/chat', event: 'message:send' } : { namespace: '/', event: 'send' };
    return { url: this.urls[node] ?? '', ...where, subjects };
  }

  /** What one person's socket shows to ours: a token of its own. */
  auth(): unknown {
    const actor = actorWith('nurse', { tenantId: this.tenantId });
    return { token: this.#tokens.signAccess(actor).token, protocol: socketProtocol };
  }

  /** Notices to these rooms in turn, told by one node. */
  async tell(node: number, told: { rooms: string[]; count: number; perSecond: number }): Promise<void> {
    const teller = this.nodes[node];
    await teller?.ask({ ...told, tenantId: this.tenantId }, z.object({ told: z.int() }), 60_000);
  }

  /** The CPU of all its processes for this work. What they spend at rest is measured after it, and taken off. */
  async spent(work: () => Promise<unknown>): Promise<Spent> {
    const busy = await this.#used(work);
    const idle = await this.#used(() => pause(idleMs));
    const share = busy.ms / idle.ms;
    return {
      microseconds: busy.microseconds - idle.microseconds * share,
      redisMicroseconds: busy.redisMicroseconds - idle.redisMicroseconds * share,
    };
  }

  /** The share of a core that a node takes while nothing is asked of it, in per cent. */
  async resting(ms: number): Promise<number> {
    const { microseconds } = await this.#used(() => pause(ms));
    return microseconds / 10 / ms / this.nodes.length;
  }

  /** Resident memory of all nodes after collection, and their heaps. */
  async memory(): Promise<{ rss: number; heap: number }> {
    const all = await Promise.all(this.nodes.map((node) => node.memory()));
    return {
      rss: all.reduce((sum, { rss }) => sum + rss, 0),
      heap: all.reduce((sum, { heapUsed, external }) => sum + heapUsed + external, 0),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.close()));
    await this.redis.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #processes(): ServerProcess<unknown>[] {
    return [...this.nodes, ...(this.#sister ? [this.#sister] : [])];
  }

  async #used(work: () => Promise<unknown>) {
    const cpu = async () =>
      (await Promise.all(this.#processes.map((one) => one.cpuMicroseconds()))).reduce(
        (sum, used) => sum + used,
        0,
      );
    const redisCpu = () => (this.redis.pid === undefined ? 0 : cpuSecondsOf(this.redis.pid) * 1e6);
    const [startedAt, before, redisBefore] = [performance.now(), await cpu(), redisCpu()];
    await work();
    return {
      ms: performance.now() - startedAt,
      microseconds: (await cpu()) - before,
      redisMicroseconds: redisCpu() - redisBefore,
    };
  }

  #startNode(part: Answers | 'chat', url: string, sisterUrl: string): Promise<ServerProcess<unknown>> {
    const { port } = new URL(url);
    if (this.#kind === 'bare')
      return ServerProcess.create(BARE, Listening, { args: [part, this.redis.url, port, sisterUrl] });
    const name = `${part}-${port}`;
    const env = {
      BEDSIDE_NODE_ID: name,
      BEDSIDE_PORT: port,
      BEDSIDE_ADDRESS: url,
      BEDSIDE_SISTERS: `chat=${sisterUrl}`,
      BEDSIDE_DATA: join(this.#folder, name),
      BEDSIDE_TOKEN_KEYS: this.#keys,
      BEDSIDE_MASTER_KEYS: this.#masterKeys,
      REDIS_URL: this.redis.url,
      // Named, because a process together has one; nothing here asks it.
      MONGODB_URL: 'mongodb://127.0.0.1:1',
    };
    return ServerProcess.create(OURS, Listening, { args: [part], env });
  }
}
