import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Bus } from '#platform/bus/bus.ts';
import { type Now, systemNow } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { PendingEvents, Store } from '#platform/store/store.ts';
import { KeptEvents } from './kept-events.ts';

type Deps = {
  store: Store;
  bus: Bus;
  log: Log;
  /** The least time from one batch to the next. What comes after a rest is published at once. */
  gatherMs?: number;
  firstRetryMs?: number;
  longestRetryMs?: number;
  /** How often it looks for what another process of the same store has left. */
  lookForLeftMs?: number;
  now?: Now;
};

const largestBatch = 500;
const mostRemembered = 5_000;
/** While nothing new comes, what was kept is cleared together with what is due so soon after. */
const gatherKeptMs = 1_000;
/** Clocks of two processes may differ by so much. */
const clockErrorMs = 30_000;

/**
 * Publishes the events that a store holds: those left over from before at the start, then each after its commit, in the order of
 * their commits, in batches: each costs a commit of the bus and one here. While the bus is away they stay in the store. An event
 * may be published twice, never not at all. With a bus that can lose its memory, what was published as it came stays for a while,
 * and is published again at a new start and after the bus was away; what is caught up is cleared at once. A bus of several
 * processes also means others on the same store: what one that died has left is published by those that live.
 */
export class Outbox {
  readonly #deps: Deps;
  /** Commits that are to be published, while nothing is missing before them. */
  #remembered: PendingEvents[] = [];
  /** The store holds more than is remembered, so it is read until it is empty. */
  #isBehind = true;
  #hasNews = false;
  /** Documents with an event that the bus refuses: their later events wait behind it, for an operator. */
  readonly #blocked = new Set<string>();
  #state: 'new' | 'running' | 'stopped' = 'new';
  #loop: Promise<void> = Promise.resolve();
  #wake: () => void = () => undefined;
  #cleared: Promise<void> = Promise.resolve();
  /** Nothing for a bus that cannot lose its memory. */
  readonly #kept: KeptEvents | undefined;
  #looking: NodeJS.Timeout | undefined;
  #mustLook = false;
  #idleWaiters: (() => void)[] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
    const { keepPublishedMs } = deps.bus;
    this.#kept = keepPublishedMs === undefined ? undefined : new KeptEvents(keepPublishedMs);
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'running';
    this.#deps.store.onEvents((pending) => this.#remember(pending));
    this.#loop = this.#run();
    if (this.#kept) this.#lookForLeft();
  }

  /** Ends after the batch under way; what is left is published at the next start. */
  async stop(): Promise<void> {
    this.#state = 'stopped';
    clearInterval(this.#looking);
    this.#wake();
    await this.#loop;
    await this.#cleared;
  }

  /** Resolves when everything committed so far is published, and cleared if it needs not be kept. Refuses `deadline_exceeded`. */
  async drain(withinMs = 5_000): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#hasNews = true;
      this.#wake();
    });
    await withDeadline(idle, withinMs, 'Publishing what is pending');
    await withDeadline(this.#cleared, withinMs, 'Clearing what is published');
  }

  #remember(pending: readonly PendingEvents[]): void {
    this.#hasNews = true;
    if (!this.#isBehind) this.#remembered.push(...pending);
    if (this.#remembered.length > mostRemembered) {
      this.#remembered = [];
      this.#isBehind = true;
    }
    this.#wake();
  }

  async #run(): Promise<void> {
    for (let failures = 0; this.#state === 'running'; ) {
      try {
        await (this.#isBehind ? this.#catchUp() : this.#publishRemembered());
        if (this.#mustLook) await this.#publishLeft();
        failures = 0;
        if (!this.#isBehind && !this.#mustLook && this.#remembered.length === 0) await this.#sleep();
      } catch (err) {
        this.#isBehind = true;
        this.#remembered = [];
        this.#kept?.takeAll();
        failures++;
        this.#deps.log.warn({ err, failures }, 'events could not be published and stay in the store');
        await this.#pause(failures);
      }
    }
  }

  async #publishRemembered(): Promise<void> {
    const batch: PendingEvents[] = [];
    for (let events = 0; events < largestBatch && this.#remembered.length > 0; ) {
      const next = this.#remembered.shift();
      if (next === undefined) break;
      batch.push(next);
      events += next.events.length;
    }
    const published = await this.#publish(batch);
    // Nothing waits for this: a crash before it only publishes once more.
    this.#cleared = this.#clear(this.#kept?.add(published) ?? published);
    if (this.#idleWaiters.length === 0) await this.#gather();
  }

  async #clear(published: readonly PendingEvents[]): Promise<void> {
    if (published.length === 0) return;
    try {
      await this.#deps.store.clearEvents(published);
    } catch (err) {
      this.#deps.log.warn({ err }, 'published events could not be cleared and will be published again');
    }
  }

  /** Lets a batch come together. The end or a drain does not wait for it. */
  async #gather(): Promise<void> {
    const { gatherMs = 50 } = this.#deps;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, gatherMs).unref();
      this.#wake = () => {
        if (this.#state === 'running' && this.#idleWaiters.length === 0) return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }

  async #catchUp(): Promise<void> {
    this.#hasNews = false;
    await this.#cleared;
    // What the bus has for sure need not be read again; after a failure nothing is.
    await this.#clear(this.#kept?.takeAll() ?? []);
    const limit = largestBatch * (1 + this.#blocked.size);
    const pending = await this.#deps.store.pendingEvents(limit);
    const batch = pending.filter((one) => !this.#blocked.has(nameOf(one)));
    // No commit can have come between the read and here without being noted as news.
    if (batch.length === 0 && !this.#hasNews) this.#isBehind = false;
    await this.#deps.store.clearEvents(await this.#publish(batch));
  }

  #lookForLeft(): void {
    this.#looking = setInterval(() => {
      this.#mustLook = true;
      this.#wake();
    }, this.#deps.lookForLeftMs ?? 30_000).unref();
  }

  /** Whoever lives has published and cleared its own long before. */
  async #publishLeft(): Promise<void> {
    const { store, bus, now = systemNow } = this.#deps;
    this.#mustLook = false;
    const until = now() - (bus.keepPublishedMs ?? 0) - clockErrorMs;
    const pending = await store.pendingEvents(largestBatch * (1 + this.#blocked.size));
    const left = pending.filter(({ events }) => events.every(({ occurredAt }) => occurredAt < until));
    await store.clearEvents(await this.#publish(left));
    if (left.length >= largestBatch) this.#mustLook = true;
  }

  async #publish(batch: readonly PendingEvents[]): Promise<PendingEvents[]> {
    const open = batch.filter((one) => !this.#blocked.has(nameOf(one)));
    const events = open.flatMap((one) => one.events);
    if (events.length === 0) return open;
    try {
      await this.#deps.bus.publish(events);
      return open;
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      return this.#publishOneByOne(open);
    }
  }

  async #publishOneByOne(batch: readonly PendingEvents[]): Promise<PendingEvents[]> {
    const published: PendingEvents[] = [];
    for (const pending of batch) {
      for (const [place, event] of pending.events.entries()) {
        if (!this.#blocked.has(nameOf(pending)) && (await this.#publishOne(event, pending))) {
          published.push({ ...pending, position: pending.position + place, events: [event] });
        }
      }
    }
    return published;
  }

  /** Says whether the bus took it; if not, its document's later events wait too. */
  async #publishOne(event: EventEnvelope, pending: PendingEvents): Promise<boolean> {
    try {
      await this.#deps.bus.publish([event]);
      return true;
    } catch (err) {
      if (!isRefusedForGood(err)) throw err;
      this.#blocked.add(nameOf(pending));
      this.#deps.log.error(
        { eventId: event.id, type: event.type, err },
        'an event breaks its contract and is held back',
      );
      return false;
    }
  }

  async #sleep(): Promise<void> {
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
    if (this.#state === 'running' && this.#remembered.length === 0 && this.#idleWaiters.length === 0) {
      const isOver = Promise.withResolvers<void>();
      this.#wake = isOver.resolve;
      // What is kept is cleared in time, though nothing new comes.
      const until = this.#kept?.firstUntil;
      const timer = until && setTimeout(isOver.resolve, until - performance.now() + gatherKeptMs).unref();
      await isOver.promise;
      clearTimeout(timer);
    }
    this.#wake = () => undefined;
  }

  async #pause(failures: number): Promise<void> {
    const { firstRetryMs = 100, longestRetryMs = 10_000 } = this.#deps;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))).unref();
      // News does not cut the pause short, the end does.
      this.#wake = () => {
        if (this.#state === 'running') return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}

const isRefusedForGood = (error: unknown) => error instanceof Refusal && error.code === 'invalid_input';
const nameOf = ({ collection, documentId }: { collection: string; documentId: string }) =>
  `${collection} ${documentId}`;

/** A service's outbox; `start` it once its store is open and the bus can be reached. */
export const createOutbox = (deps: Deps): Outbox => new Outbox(deps);
