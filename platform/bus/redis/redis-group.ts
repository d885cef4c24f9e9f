import type { EventEnvelope } from '#contracts/event.ts';
import type { Random } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { Redis } from '#platform/redis/redis.ts';
import type { Subscriber } from '../bus.ts';
import { Consumers, type DeliveryTuning, headOf, type Item } from '../consumers.ts';
import { type Delivery, Lanes } from '../local/lanes.ts';
import type { EventRegistry } from '../parse-event.ts';
import type { RedisDeadLetters } from './dead-letters.ts';
import { HeldPartition, type HoldingTuning } from './held-partition.ts';
import { allPartitions, type BusKeys, partitionsOf } from './partitions.ts';
import { Stream, type StreamEntry } from './stream.ts';

export type GroupTuning = DeliveryTuning &
  HoldingTuning & {
    /** Events of different keys that this process handles at the same time for one group. */
    mostAtOnce: number;
    keptForNewGroupsMs: number;
  };

type Deps = {
  group: string;
  /** The name of this process among the members. */
  self: string;
  redis: Redis;
  keys: BusKeys;
  cluster: Cluster;
  registry: EventRegistry;
  dead: RedisDeadLetters;
  tuning: GroupTuning;
  log: Log;
  random: Random;
  /** A partition was given back, so that the others may look. */
  onGivenBack: () => void;
};

type HeldItem = Item & { entry: string; from: HeldPartition };

/** An event of a partition whose lease is in doubt waits so long before it is looked at again. */
const inDoubtMs = 50;

/** What this process does for one group: which partitions it reads, and the events of them on their way. */
export class RedisGroup {
  readonly consumers: Consumers;
  readonly #deps: Deps;
  readonly #lanes: Lanes<HeldItem>;
  readonly #held = new Map<number, HeldPartition>();
  /** Partitions on their way to another process: their leases are kept until then. */
  readonly #leaving = new Map<number, { from: HeldPartition; isLeft: Promise<void> }>();
  #members: readonly string[] = [];
  #mine: ReadonlySet<number> = new Set();
  #sharing: Promise<void> = Promise.resolve();
  #isSharing = false;
  #mustShare = false;
  #isClosed = false;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.consumers = new Consumers(deps);
    this.#lanes = new Lanes({
      mostAtOnce: deps.tuning.mostAtOnce,
      attempt: (delivery) => this.#attempt(delivery),
      onDone: () => undefined,
    });
  }

  join(member: Subscriber): void {
    this.consumers.join(member);
    for (const held of this.#held.values()) held.wake();
  }

  deliver(event: EventEnvelope): Promise<void> {
    return this.consumers.deliver(event);
  }

  wake(partitions: Iterable<number> = allPartitions): void {
    for (const partition of partitions) this.#held.get(partition)?.wake();
  }

  noteGap(): void {
    for (const held of this.#held.values()) held.noteGap();
  }

  /** Takes the partitions that are this process's among the members, and gives the others back. */
  share(members: readonly string[]): void {
    const { self, group } = this.#deps;
    if (members.join() !== this.#members.join()) {
      this.#members = members;
      this.#mine = new Set(partitionsOf(self, { members, group }));
    }
    this.#mustShare = true;
    if (this.#isSharing || this.#isClosed) return;
    this.#isSharing = true;
    this.#sharing = this.#takeAndGive().finally(() => {
      this.#isSharing = false;
    });
  }

  async renew(): Promise<void> {
    const leaving = [...this.#leaving.values()].map(({ from }) => from);
    await Promise.all([...this.#held.values(), ...leaving].map((held) => held.renew()));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const held of this.#held.values()) this.#giveBack(held);
    await this.#sharing;
    for (const held of this.#held.values()) this.#giveBack(held);
    await this.#lanes.close();
    await Promise.all([...this.#leaving.values()].map(({ isLeft }) => isLeft));
  }

  async #takeAndGive(): Promise<void> {
    while (this.#mustShare && !this.#isClosed) {
      this.#mustShare = false;
      await this.#takeAndGiveOnce();
    }
  }

  async #takeAndGiveOnce(): Promise<void> {
    for (const [partition, held] of this.#held) if (!this.#mine.has(partition)) this.#giveBack(held);
    const wanted = [...this.#mine].filter(
      (partition) => !this.#held.has(partition) && !this.#leaving.has(partition),
    );
    await Promise.all(wanted.map((partition) => this.#acquire(partition)));
  }

  async #acquire(partition: number): Promise<void> {
    const { cluster, group, self, tuning, log } = this.#deps;
    const leasedAt = performance.now();
    try {
      const name = `bus:${group}:${partition}`;
      const lease = await cluster.acquire({ name, holder: self, value: '', ttlMs: tuning.leaseMs });
      if (lease === undefined) return;
      const stream = new Stream({
        ...this.#deps,
        partition,
        consumer: self,
        epoch: lease.epoch,
        keptForNewGroupsMs: tuning.keptForNewGroupsMs,
      });
      const held = new HeldPartition({
        ...this.#deps,
        partition,
        lease,
        leasedAt,
        stream,
        onEntry: (entry, from) => this.#take(entry, from),
        onLost: (from) => this.#held.delete(from.partition),
      });
      this.#held.set(partition, held);
    } catch (err) {
      log.warn({ group, partition, err }, 'a partition could not be taken');
    }
  }

  #giveBack(from: HeldPartition): void {
    this.#held.delete(from.partition);
    const isLeft = from.handOver().then(() => {
      this.#leaving.delete(from.partition);
      this.#deps.onGivenBack();
    });
    this.#leaving.set(from.partition, { from, isLeft });
  }

  #take({ id: entry, event }: StreamEntry, from: HeldPartition): void {
    const { id, type, key, tenantId } = headOf(event);
    if (!this.consumers.types.has(type)) return from.finish(entry);
    this.#lanes.add(`${tenantId} ${key}`, { eventId: id, event, isParsed: false, entry, from });
  }

  /** What is left of a partition that went to another is dropped here: the other claims it. */
  async #attempt(delivery: Delivery<HeldItem>): Promise<number | undefined> {
    const { item } = delivery;
    if (item.from.isGone) return undefined;
    if (!item.from.isHeld) return inDoubtMs;
    item.from.begin();
    try {
      const wait = await this.consumers.attempt(delivery);
      // Before the partition can leave, so that it is told to Redis with the rest.
      if (wait === undefined) item.from.finish(item.entry);
      return wait;
    } finally {
      item.from.end();
    }
  }
}
