import type { Redis as Client } from 'ioredis';
import { z } from 'zod';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { Redis } from '#platform/redis/redis.ts';
import { allPartitions, type BusKeys } from './partitions.ts';
import { pairs } from './stream.ts';

export type TrimmingTuning = {
  /** An event that every known group has passed is kept this long for groups that come later. */
  keptForNewGroupsMs: number;
  /** No event is kept longer. */
  keptMs: number;
  trimEveryMs: number;
};

type Deps = {
  redis: Redis;
  keys: BusKeys;
  cluster: Cluster;
  self: string;
  tuning: TrimmingTuning;
  log: Log;
};

const Seen = z.object({ at: z.number(), forgetAfterMs: z.number() });
const Group = z.array(z.union([z.string(), z.number(), z.null()]));
const Unfinished = z.tuple([z.number(), z.string().nullable()]).rest(z.unknown());

/** Removes events that nobody needs any more, and groups that are gone for good. One process at a time does it for all. */
export class Trimming {
  readonly #deps: Deps;
  readonly #timer: NodeJS.Timeout;
  #trimming: Promise<void> = Promise.resolve();

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#timer = setInterval(() => {
      this.#trimming = this.trim();
    }, deps.tuning.trimEveryMs).unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#trimming;
  }

  /** Remembers that somebody listens in these groups now. */
  async noteGroups(groups: ReadonlyMap<string, { forgetAfterMs: number | undefined }>): Promise<void> {
    const { redis, keys, tuning } = this.#deps;
    if (groups.size === 0) return;
    await redis.ask(async (client) => {
      const at = await momentOf(client);
      const seen = [...groups].map(([group, { forgetAfterMs = tuning.keptMs }]) => [
        group,
        JSON.stringify({ at, forgetAfterMs }),
      ]);
      await client.hset(keys.groups, ...seen.flat());
    });
  }

  /** Never rejects. */
  async trim(): Promise<void> {
    const { redis, cluster, self, tuning, log } = this.#deps;
    try {
      const ttlMs = 2 * tuning.trimEveryMs;
      const isOurs = await cluster.acquire({ name: 'bus-trimming', holder: self, value: '', ttlMs });
      if (!isOurs) return;
      await redis.ask(async (client) => {
        const moment = await momentOf(client);
        await this.#forgetGroups(client, moment);
        for (const partition of allPartitions) await this.#trimOne(client, { partition, moment });
      });
    } catch (err) {
      log.warn({ err }, 'old events could not be removed');
    }
  }

  async #forgetGroups(client: Client, moment: number): Promise<void> {
    const { keys, log } = this.#deps;
    for (const [group, text] of Object.entries(await client.hgetall(keys.groups))) {
      const { at, forgetAfterMs } = Seen.parse(JSON.parse(text));
      if (at + forgetAfterMs > moment) continue;
      for (const partition of allPartitions) {
        await client.xgroup('DESTROY', keys.stream(partition), group).catch(ignoreMissing);
        await client.del(keys.reader(partition, group));
      }
      await client.hdel(keys.groups, group);
      log.info({ group }, 'a group that nobody listens in is forgotten');
    }
  }

  async #trimOne(
    client: Client,
    { partition, moment }: { partition: number; moment: number },
  ): Promise<void> {
    const { keys, tuning } = this.#deps;
    const stream = keys.stream(partition);
    const oldest = moment - tuning.keptMs;
    const passed = await passedByAll(client, stream);
    const from =
      passed === undefined ? oldest : Math.max(oldest, Math.min(passed, moment - tuning.keptForNewGroupsMs));
    await client.xtrim(stream, 'MINID', '~', `${Math.max(0, from)}-0`);
  }
}

/** The moment up to which every group has finished everything; `undefined` while there is no group. */
async function passedByAll(client: Client, stream: string): Promise<number | undefined> {
  const listed: unknown = await client.xinfo('GROUPS', stream).catch(ignoreMissing);
  const passed: number[] = [];
  for (const one of z.array(Group).parse(listed ?? [])) {
    const { name, 'last-delivered-id': last } = Object.fromEntries(pairs(one.map((value) => value ?? '')));
    const [count, first] = Unfinished.parse(await client.xpending(stream, String(name)));
    passed.push(Number.parseInt(count > 0 && first ? first : String(last), 10));
  }
  return passed.length === 0 ? undefined : Math.min(...passed);
}

async function momentOf(client: Client): Promise<number> {
  const [seconds, micros] = await client.time();
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}

/** Nobody has published to it yet. */
function ignoreMissing(error: unknown): undefined {
  if (!/no such key|key to exist/.test(String(error))) throw error;
}
