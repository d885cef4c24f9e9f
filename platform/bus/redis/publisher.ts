import type { ChainableCommander, Redis as Client } from 'ioredis';
import { z } from 'zod';
import type { EventEnvelope } from '#contracts/event.ts';
import type { Log } from '#platform/log.ts';
import { type Redis, runPipeline } from '#platform/redis/redis.ts';
import { type BusKeys, partitionOf } from './partitions.ts';

type Deps = { redis: Redis; keys: BusKeys; log: Log; keptMs: number };
type Published = { partition: number; text: string; entry: string; at: number };

const mostKept = 50_000;
const largestBatch = 500;
const Entry = z.string();

/**
 * Appends events to their streams. What was published lately is remembered, and appended again in its order when Redis comes
 * back without it: restarted empty, or a replica that had not heard of it.
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
  #endGreeting: () => void = () => undefined;

  private constructor(deps: Deps) {
    this.#deps = deps;
  }

  async publish(events: readonly EventEnvelope[]): Promise<void> {
    const drafts = events.map((event) => ({ partition: partitionOf(event), text: JSON.stringify(event) }));
    const answers = await this.#deps.redis.pipeline((pipeline) => this.#append(pipeline, drafts));
    const at = performance.now();
    for (const [place, draft] of drafts.entries())
      this.#kept.push({ ...draft, entry: Entry.parse(answers[place]), at });
    this.#forgetOld(at);
  }

  close(): void {
    this.#endGreeting();
    this.#kept = [];
  }

  #append(pipeline: ChainableCommander, events: readonly { partition: number; text: string }[]): void {
    const { keys } = this.#deps;
    for (const { partition, text } of events) pipeline.xadd(keys.stream(partition), '*', 'event', text);
    pipeline.publish(keys.news, [...new Set(events.map(({ partition }) => partition))].join());
  }

  #forgetOld(moment: number): void {
    const oldest = moment - this.#deps.keptMs;
    let gone = Math.max(0, this.#kept.length - mostKept);
    while ((this.#kept[gone]?.at ?? moment) < oldest) gone++;
    if (gone > 0) this.#kept.splice(0, gone);
  }

  async #restore(client: Client): Promise<void> {
    this.#forgetOld(performance.now());
    if (this.#kept.length === 0 || (await this.#isThere(client))) return;
    this.#deps.log.warn({ events: this.#kept.length }, 'Redis has lost events, which are published again');
    for (let from = 0; from < this.#kept.length; from += largestBatch) {
      const batch = this.#kept.slice(from, from + largestBatch);
      const answers = await runPipeline(client, (pipeline) => this.#append(pipeline, batch));
      for (const [place, one] of batch.entries()) one.entry = Entry.parse(answers[place]);
    }
  }

  /** A stream that has its newest entry has the older ones, too. */
  async #isThere(client: Client): Promise<boolean> {
    const newest = new Map(this.#kept.map(({ partition, entry }) => [partition, entry]));
    const found = await runPipeline(client, (pipeline) => {
      for (const [partition, entry] of newest)
        pipeline.xrange(this.#deps.keys.stream(partition), entry, entry);
    });
    return found.every((entries) => Array.isArray(entries) && entries.length > 0);
  }
}
