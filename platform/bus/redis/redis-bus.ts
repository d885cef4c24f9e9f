import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import { type NewId, newUuid, type Now, type Random, systemRandom } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { Redis } from '#platform/redis/redis.ts';
import type { Bus, DeadLetter, Subscriber, Subscription } from '../bus.ts';
import { type EventRegistry, parseEvent } from '../parse-event.ts';
import { RedisDeadLetters } from './dead-letters.ts';
import { Members } from './members.ts';
import { type BusKeys, busKeys } from './partitions.ts';
import { Publisher } from './publisher.ts';
import { type GroupTuning, RedisGroup } from './redis-group.ts';
import { Trimming, type TrimmingTuning } from './trimming.ts';

type Tuning = GroupTuning &
  TrimmingTuning & {
    /** What was published is published again for so long, when Redis comes back without it. */
    rememberedMs: number;
    keepPublishedMs: number;
  };

type Deps = {
  redis: Redis;
  registry: EventRegistry;
  cluster: Cluster;
  now: Now;
  log: Log;
  newId?: NewId;
  random?: Random;
  tuning?: Partial<Tuning>;
};

const usual: Tuning = {
  tries: 12,
  firstRetryMs: 100,
  longestRetryMs: 30_000,
  handlerDeadlineMs: 30_000,
  mostAtOnce: 32,
  leaseMs: 3_000,
  beatMs: 1_000,
  lookEveryMs: 5_000,
  finishEveryMs: 25,
  keptForNewGroupsMs: 600_000,
  keptMs: 7 * 86_400_000,
  trimEveryMs: 30_000,
  rememberedMs: 120_000,
  keepPublishedMs: 60_000,
};

/** The bus of many processes, on Redis Streams. The connection and the cluster are their makers' to close. */
export async function createRedisBus(deps: Deps): Promise<Bus> {
  const { redis, now, log } = deps;
  const tuning = { ...usual, ...deps.tuning };
  const keys = busKeys(`${redis.prefix}:bus`);
  return new RedisBus({
    ...deps,
    keys,
    tuning,
    self: (deps.newId ?? newUuid)(),
    random: deps.random ?? systemRandom,
    publisher: await Publisher.open({ redis, keys, now, log, keptMs: tuning.rememberedMs }),
    dead: new RedisDeadLetters({ redis, keys, now }),
  });
}

type Parts = Deps & {
  keys: BusKeys;
  self: string;
  random: Random;
  tuning: Tuning;
  publisher: Publisher;
  dead: RedisDeadLetters;
};

/** That a group has listeners is told again after so many beats. */
const noteEvery = 10;

class RedisBus implements Bus {
  readonly #parts: Parts;
  readonly #groups = new Map<string, RedisGroup>();
  /** How long each group is kept when nobody listens in it any more. */
  readonly #kept = new Map<string, { forgetAfterMs: number | undefined }>();
  /** Groups on their way out; whoever opens the same one waits for it. */
  readonly #closing = new Map<string, Promise<void>>();
  readonly #members: Members;
  readonly #trimming: Trimming;
  readonly #ends: (() => void)[];
  readonly keepPublishedMs: number;
  #beats = 0;
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.keepPublishedMs = parts.tuning.keepPublishedMs;
    const { redis, keys } = parts;
    this.#members = new Members({
      ...parts,
      groups: () => [...this.#groups.keys()],
      onBeat: () => this.#share(),
    });
    this.#trimming = new Trimming(parts);
    const renewing = setInterval(() => void this.#beat(), parts.tuning.beatMs).unref();
    this.#ends = [
      () => clearInterval(renewing),
      redis.hear(keys.news, {
        onMessage: (partitions) => this.#wake(partitions.split(',').map(Number)),
        onHeard: () => this.#wake(),
      }),
      redis.onOpen(() => {
        for (const group of this.#groups.values()) group.noteGap();
      }),
    ];
  }

  async publish(events: readonly EventEnvelope[]): Promise<void> {
    this.#demandOpen();
    if (events.length === 0) return;
    await this.#parts.publisher.publish(events.map((event) => parseEvent(this.#parts.registry, event)));
  }

  async publishMissing(events: readonly EventEnvelope[]): Promise<void> {
    this.#demandOpen();
    if (events.length === 0) return;
    const { registry, publisher } = this.#parts;
    await publisher.publishMissing(events.map((event) => parseEvent(registry, event)));
  }

  async subscribe(subscriber: Subscriber): Promise<Subscription> {
    this.#demandOpen();
    const { group: name, forgetAfterMs } = subscriber;
    await this.#closing.get(name);
    this.#demandOpen();
    const group = this.#groups.get(name) ?? this.#open(name);
    group.join(subscriber);
    this.#kept.set(name, { forgetAfterMs });
    this.#beats = 0;
    await Promise.all([this.#members.tell(), this.#noteGroups()]);
    group.share(this.#members.of(name));
    return { close: () => this.#leave(name, subscriber) };
  }

  deadLetters(group: string): Promise<DeadLetter[]> {
    return this.#parts.dead.list(group);
  }

  async replay(name: string, ids: readonly string[]): Promise<void> {
    const group = this.#groups.get(name);
    if (group === undefined) throw new Refusal('unavailable', `Nobody listens for ${name} in this process.`);
    const { dead, registry } = this.#parts;
    for (const id of ids) {
      const letter = await dead.get(name, id);
      try {
        await group.deliver(parseEvent(registry, letter.event));
      } catch (error) {
        await dead.noteFailure(letter, error instanceof Error ? error.message : String(error));
        continue;
      }
      await dead.remove(name, id);
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.all([
      ...[...this.#groups.values()].map((group) => group.close()),
      ...this.#closing.values(),
    ]);
    for (const end of this.#ends) end();
    this.#parts.publisher.close();
    await Promise.all([this.#members.close(), this.#trimming.close()]);
  }

  #demandOpen(): void {
    if (this.#isClosed) throw new Refusal('unavailable', 'The bus is closed.');
  }

  #open(name: string): RedisGroup {
    const onGivenBack = () => void this.#members.tellGivenBack();
    const group = new RedisGroup({ ...this.#parts, group: name, onGivenBack });
    this.#groups.set(name, group);
    return group;
  }

  async #leave(name: string, subscriber: Subscriber): Promise<void> {
    const group = this.#groups.get(name);
    if (!group?.consumers.leave(subscriber)) return;
    this.#groups.delete(name);
    this.#kept.delete(name);
    const closing = group.close().finally(() => this.#closing.delete(name));
    this.#closing.set(name, closing);
    await closing;
    await this.#members.tell();
  }

  #share(): void {
    for (const [name, group] of this.#groups) group.share(this.#members.of(name));
  }

  #wake(partitions?: readonly number[]): void {
    for (const group of this.#groups.values()) group.wake(partitions);
  }

  async #beat(): Promise<void> {
    if (++this.#beats % noteEvery === 0) await this.#noteGroups();
    await Promise.all([...this.#groups.values()].map((group) => group.renew()));
  }

  /** Never rejects: it is told again soon. */
  async #noteGroups(): Promise<void> {
    try {
      await this.#trimming.noteGroups(this.#kept);
    } catch (err) {
      this.#parts.log.warn({ err }, 'the groups of this process could not be noted');
    }
  }
}
