import type { Bus } from '#platform/bus/bus.ts';
import { type Now, systemNow } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { PendingEvents, Store } from '#platform/store/store.ts';
import { firstOnes, idsOf, splitUnsure, upToOwn } from './in-order.ts';
import { KeptEvents } from './kept-events.ts';
import { Publishing } from './publishing.ts';

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
 * processes also means others on the same store: what one that died has left is published by those that live. Whoever commits
 * to a document after another process looks, before it publishes its own, what of the other's still waits there, and
 * publishes that first: so each event comes for the first time after those that its document told before it.
 */
export class Outbox {
  readonly #deps: Deps;
  /** Commits that are to be published, while nothing is missing before them. */
  #remembered: PendingEvents[] = [];
  /** The store holds more than is remembered, so it is read until one reading holds all of it. */
  #isBehind = true;
  /** What was read when it caught up, and may still be told as committed. */
  #caughtUp: ReadonlySet<string> = new Set();
  readonly #publishing: Publishing;
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
    this.#publishing = new Publishing(deps);
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
      this.#wake();
    });
    await withDeadline(idle, withinMs, 'Publishing what is pending');
    await withDeadline(this.#cleared, withinMs, 'Clearing what is published');
  }

  #remember(pending: readonly PendingEvents[]): void {
    if (!this.#isBehind) {
      for (const one of pending) if (!this.#isCaughtUp(one)) this.#remembered.push(one);
    }
    if (this.#remembered.length > mostRemembered) this.#fallBehind();
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
        this.#fallBehind();
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
    const published = batch.some(({ isUnsure }) => isUnsure)
      ? await this.#publishUnsure(batch)
      : await this.#publishing.publish(batch);
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
    await this.#cleared;
    // What the bus has for sure need not be read again; after a failure nothing is.
    await this.#clear(this.#kept?.takeAll() ?? []);
    // What is committed from here on may be missing in what is read, so it is remembered.
    this.#isBehind = false;
    const limit = this.#readLimit();
    const pending = await this.#deps.store.pendingEvents(limit);
    const open = pending.filter((one) => !this.#publishing.isBlocked(one));
    if (pending.length >= limit && open.length > 0) this.#fallBehind();
    this.#caughtUp = idsOf(pending);
    this.#remembered = this.#remembered.filter((one) => !this.#isCaughtUp(one));
    await this.#deps.store.clearEvents(await this.#publishing.publishMissing(open));
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#remembered = [];
  }

  #isCaughtUp({ events: [first] }: PendingEvents): boolean {
    return first !== undefined && this.#caughtUp.has(first.id);
  }

  /** More than what is held back for good, as long as that is not much. */
  #readLimit(): number {
    return largestBatch * (1 + this.#publishing.blockedCount);
  }

  /** Publishes what stands in their documents before them as well: whoever committed it may be slow, or dead. */
  async #publishUnsure(batch: readonly PendingEvents[]): Promise<PendingEvents[]> {
    const { sure, own, places } = splitUnsure(batch);
    const found = upToOwn(await this.#deps.store.pendingEventsOf(places), own);
    const published = [
      ...(await this.#publishing.publish(sure)),
      ...(await this.#publishing.publishMissing(found)),
    ];
    // What others have committed is theirs to clear, while it has to be kept.
    const ours = idsOf(batch);
    return this.#kept ? published.filter(({ events }) => events.every(({ id }) => ours.has(id))) : published;
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
    const pending = await store.pendingEvents(this.#readLimit());
    const isOld = ({ events }: PendingEvents) => events.every(({ occurredAt }) => occurredAt < until);
    const left = firstOnes(pending, isOld);
    await store.clearEvents(await this.#publishing.publishMissing(left));
    if (left.length >= largestBatch) this.#mustLook = true;
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

/** A service's outbox; `start` it once its store is open and the bus can be reached. */
export const createOutbox = (deps: Deps): Outbox => new Outbox(deps);
