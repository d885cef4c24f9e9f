import type { ChainableCommander, Redis as Client } from 'ioredis';
import { z } from 'zod';
import type { EventEnvelope } from '#contracts/event.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { type Redis, runPipeline, runTogether } from '#platform/redis/redis.ts';
import { type BusKeys, partitionOf } from './partitions.ts';

type Deps = { redis: Redis; keys: BusKeys; now: Now; log: Log; keptMs: number };
type Draft = { id: string; key: string; partition: number; text: string };
/** `entry`: its place in the stream, where this process has published it. */
type Published = Draft & { entry: string | undefined; at: number };

const mostKept = 50_000;
const largestBatch = 500;
const Entry = z.string();

/**
 * Appends events to their streams. What was published lately is remembered, and appended again in its order when Redis comes
 * back without it: restarted empty, or a replica that had not heard of it. What others have published before it is remembered
 * with it, so that the order is the same then.
 */
export class Publisher {
  static async open(deps: Deps): Promise<Publisher> {
    const publisher = new Publisher(deps);
    // Before anything else is published on a new connection, or what is lost would come after it.
    publisher.#endGreeting = await deps.redis.onConnect((client) => publisher.#restore(client));
    return publisher;
  }

  readonly #deps: Deps;
  #kept: Published[] = [];
  readonly #keptIds = new Set<string>();
  #endGreeting: () => void = () => undefined;

  private constructor(deps: Deps) {
    this.#deps = deps;
  }

  async publish(events: readonly EventEnvelope[]): Promise<void> {
    await this.#publish(events.map(draftOf));
  }

  /** Passes over what this process has published lately, or another one by the marks that it left. */
  async publishMissing(events: readonly EventEnvelope[]): Promise<void> {
    const unknown = events.filter(({ id }) => !this.#keptIds.has(id)).map(draftOf);
    if (unknown.length === 0) return;
    const marked = await this.#marked(unknown);
    // Remembered in the order of the key: what comes after a missing one is published after it, once more.
    const keysWithMissing = new Set<string>();
    const missing = new Set(
      unknown.filter(({ id, key }) => {
        if (!marked.has(id)) keysWithMissing.add(key);
        return keysWithMissing.has(key);
      }),
    );
    const known = unknown.filter((draft) => !missing.has(draft));
    this.#keep(known.map((draft) => ({ ...draft, entry: undefined })));
    if (missing.size === 0) return;
    await this.#publish([...missing]);
    await this.#mark([...missing]);
  }

  close(): void {
    this.#endGreeting();
    this.#kept = [];
    this.#keptIds.clear();
  }

  async #publish(drafts: readonly Draft[]): Promise<void> {
    // As a whole: of a batch that is cut off in its middle what comes later must not be there before what was refused.
    const answers = await this.#deps.redis.ask((client) =>
      runTogether(client, (pipeline) => this.#append(pipeline, drafts)),
    );
    this.#keep(drafts.map((draft, place) => ({ ...draft, entry: Entry.parse(answers[place]) })));
  }

  async #marked(drafts: readonly Draft[]): Promise<Set<string>> {
    const { redis, keys } = this.#deps;
    const time = this.#time();
    const ids = drafts.map(({ id }) => id);
    const answers = await redis.pipeline((pipeline) => {
      // Also what was marked just before, or by a clock that is ahead.
      for (const one of [time - 1, time, time + 1]) pipeline.smismember(keys.published(one), ...ids);
    });
    const found = z.array(z.array(z.number())).parse(answers);
    return new Set(ids.filter((_, place) => found.some((isMember) => isMember[place] === 1)));
  }

  /** Only after they are published for sure: who finds a mark does not publish. Without one it is published once more. */
  async #mark(drafts: readonly Draft[]): Promise<void> {
    const { redis, keys, keptMs, log } = this.#deps;
    const key = keys.published(this.#time());
    const marking = redis.pipeline((pipeline) => {
      pipeline.sadd(key, ...drafts.map(({ id }) => id)).pexpire(key, 3 * keptMs);
    });
    await marking.catch((err: unknown) => log.debug({ err }, 'published events could not be marked'));
  }

  /** Marks of one time go together. */
  #time(): number {
    const { now, keptMs } = this.#deps;
    return Math.floor(now() / keptMs);
  }

  #keep(published: readonly Omit<Published, 'at'>[]): void {
    const at = performance.now();
    for (const one of published) {
      this.#kept.push({ ...one, at });
      this.#keptIds.add(one.id);
    }
    this.#forgetOld(at);
  }

  #append(pipeline: ChainableCommander, events: readonly Draft[]): void {
    const { keys } = this.#deps;
    for (const { partition, text } of events) pipeline.xadd(keys.stream(partition), '*', 'event', text);
    pipeline.publish(keys.news, [...new Set(events.map(({ partition }) => partition))].join());
  }

  #forgetOld(moment: number): void {
    const oldest = moment - this.#deps.keptMs;
    let gone = Math.max(0, this.#kept.length - mostKept);
    while ((this.#kept[gone]?.at ?? moment) < oldest) gone++;
    for (const { id } of this.#kept.splice(0, gone)) this.#keptIds.delete(id);
  }

  async #restore(client: Client): Promise<void> {
    this.#forgetOld(performance.now());
    if (this.#kept.length === 0 || (await this.#isThere(client))) return;
    this.#deps.log.warn({ events: this.#kept.length }, 'Redis has lost events, which are published again');
    for (let from = 0; from < this.#kept.length; from += largestBatch) {
      const batch = this.#kept.slice(from, from + largestBatch);
      const answers = await runTogether(client, (pipeline) => this.#append(pipeline, batch));
      for (const [place, one] of batch.entries()) one.entry = Entry.parse(answers[place]);
    }
  }

  /** A stream that has its newest entry has the older ones, too. */
  async #isThere(client: Client): Promise<boolean> {
    const newest = new Map(
      this.#kept.flatMap(({ partition, entry }) => (entry === undefined ? [] : [[partition, entry]])),
    );
    const found = await runPipeline(client, (pipeline) => {
      for (const [partition, entry] of newest)
        pipeline.xrange(this.#deps.keys.stream(partition), entry, entry);
    });
    return found.every((entries) => Array.isArray(entries) && entries.length > 0);
  }
}

const draftOf = (event: EventEnvelope): Draft => ({
  id: event.id,
  key: event.key,
  partition: partitionOf(event),
  text: JSON.stringify(event),
});
