import { z } from 'zod';
import { type Redis, runPipeline } from '#platform/redis/redis.ts';
import { replyCode } from '#platform/redis/redis-errors.ts';
import type { BusKeys } from './partitions.ts';
import * as scripts from './scripts.ts';

/** An entry of a stream: an event as text, unless somebody else wrote it. */
export type StreamEntry = { id: string; event: unknown };

type Deps = {
  redis: Redis;
  keys: BusKeys;
  group: string;
  partition: number;
  consumer: string;
  epoch: number;
  keptForNewGroupsMs: number;
};

const Entries = z.array(z.tuple([z.string(), z.array(z.string()).nullable()]));
const Claimed = z.tuple([z.string(), Entries]).rest(z.unknown());
const Consumer = z.array(z.union([z.string(), z.number()]));
const largestRead = 100;
const largestClaim = 500;

/** One partition as one reader of a group sees it, under the epoch of its lease. */
export class Stream {
  readonly #deps: Deps;
  readonly #keys: readonly [stream: string, reader: string];

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#keys = [deps.keys.stream(deps.partition), deps.keys.reader(deps.partition, deps.group)];
  }

  /** The next entries; `undefined` when the lease went to another. */
  async readNext(): Promise<StreamEntry[] | undefined> {
    const read = await this.#run(scripts.readNext, [largestRead]);
    return read === null ? undefined : parseEntries(read);
  }

  /** Everything that was read and not finished, by whomever, oldest first; `undefined` when the lease went to another. */
  async claimUnfinished(): Promise<StreamEntry[] | undefined> {
    const entries: StreamEntry[] = [];
    for (let from = '0-0'; ; ) {
      const claimed = await this.#run(scripts.claimUnfinished, [from, largestClaim]);
      if (claimed === null) return undefined;
      const [next, some] = Claimed.parse(claimed);
      entries.push(...parseEntries(some));
      if (next === '0-0') break;
      from = next;
    }
    await this.#forgetOtherConsumers();
    return entries;
  }

  async finish(ids: readonly string[]): Promise<void> {
    await this.#deps.redis.ask((client) => client.xack(this.#keys[0], this.#deps.group, ...ids));
  }

  async #run(script: Parameters<Redis['run']>[0], more: readonly (string | number)[]): Promise<unknown> {
    const { redis, group, consumer, epoch } = this.#deps;
    const run = () => redis.run(script, this.#keys, [group, consumer, epoch, ...more]);
    try {
      return await run();
    } catch (error) {
      if (replyCode(error) !== 'NOGROUP') throw error;
      await this.#createGroup();
      return run();
    }
  }

  /** A new group begins with what is young enough. By Redis' clock, which made the entries' names. */
  async #createGroup(): Promise<void> {
    const { redis, group, keptForNewGroupsMs } = this.#deps;
    await redis.ask(async (client) => {
      const [seconds] = await client.time();
      const from = `${Math.max(0, Number(seconds) * 1_000 - keptForNewGroupsMs)}-0`;
      try {
        await client.xgroup('CREATE', this.#keys[0], group, from, 'MKSTREAM');
      } catch (error) {
        if (replyCode(error) !== 'BUSYGROUP') throw error;
      }
    });
  }

  /** Nobody else reads now, and what they had read is claimed. */
  async #forgetOtherConsumers(): Promise<void> {
    const { redis, group, consumer } = this.#deps;
    await redis.ask(async (client) => {
      const listed = z.array(Consumer).parse(await client.xinfo('CONSUMERS', this.#keys[0], group));
      const known = listed.map((one) => Object.fromEntries(pairs(one)));
      const gone = known.filter(({ name, pending }) => name !== consumer && pending === 0);
      await runPipeline(client, (pipeline) => {
        for (const { name } of gone) pipeline.xgroup('DELCONSUMER', this.#keys[0], group, String(name));
      });
    });
  }
}

function parseEntries(entries: unknown): StreamEntry[] {
  return Entries.parse(entries).flatMap(([id, fields]) =>
    // Trimmed since it was read.
    fields === null ? [] : [{ id, event: parseJson(fields[1] ?? '') }],
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Redis tells a record as a list of names and values in turn. */
export const pairs = (list: readonly (string | number)[]): [string, string | number][] =>
  list.flatMap((name, at): [string, string | number][] =>
    at % 2 === 0 ? [[String(name), list[at + 1] ?? '']] : [],
  );
