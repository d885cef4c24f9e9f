import type { Cluster, Lease } from '#platform/cluster/cluster.ts';
import type { Log } from '#platform/log.ts';
import type { Stream, StreamEntry } from './stream.ts';

export type HoldingTuning = {
  /** A partition whose holder died is another's after this. */
  leaseMs: number;
  /** How often the holder shows that it lives. */
  beatMs: number;
  /** How often it looks for entries of which nobody told it. */
  lookEveryMs: number;
  /** How often what is done is told to Redis; a crash repeats what was done since. */
  finishEveryMs: number;
};

type Deps = {
  partition: number;
  lease: Lease;
  /** Since when, by this process's steady clock. */
  leasedAt: number;
  cluster: Pick<Cluster, 'renew' | 'release'>;
  stream: Stream;
  tuning: HoldingTuning;
  log: Log;
  onEntry: (entry: StreamEntry, from: HeldPartition) => void;
  onLost: (from: HeldPartition) => void;
};

/** How many entries may be read and not finished: one stuck key stops its partition only beyond it. */
const widest = 1_000;
/** Reads that failed are tried again after this, or when Redis is back. */
const againAfterMs = 250;
/** What was read by a call whose answer got lost is looked for after this, at the latest. */
const claimEveryMs = 30_000;

/** A partition that this process reads for a group, as long as its lease holds. */
export class HeldPartition {
  readonly #deps: Deps;
  /** Read and not yet told to Redis as finished. */
  readonly #open = new Set<string>();
  #finished: string[] = [];
  /** What was told as finished while a claim is under way, which may still list it. */
  #finishedMeanwhile: Set<string> | undefined;
  #finishing: NodeJS.Timeout | undefined;
  #validUntil: number;
  #mustClaim = true;
  #claimedAt = 0;
  #running = 0;
  #isGone = false;
  #hasNews = false;
  #wake: () => void = () => undefined;
  #onIdle: () => void = () => undefined;
  readonly #reading: Promise<void>;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#validUntil = deps.leasedAt + deps.tuning.leaseMs;
    this.#reading = this.#read();
  }

  get partition(): number {
    return this.#deps.partition;
  }

  /** Given back or lost: what was not begun is another's. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Whether the lease holds at this moment; it may again when Redis is back. */
  get isHeld(): boolean {
    return !this.#isGone && performance.now() < this.#validUntil;
  }

  wake(): void {
    this.#hasNews = true;
    this.#wake();
  }

  /** Redis was away: entries may have been read into nothing. */
  noteGap(): void {
    this.#mustClaim = true;
    this.wake();
  }

  begin(): void {
    this.#running++;
  }

  end(): void {
    this.#running--;
    if (this.#running === 0) this.#onIdle();
  }

  finish(id: string): void {
    this.#finished.push(id);
    this.#finishing ??= setTimeout(() => void this.#tellFinished(), this.#deps.tuning.finishEveryMs).unref();
  }

  /** Never rejects: a lease that cannot be renewed ends by itself. */
  async renew(): Promise<void> {
    const { cluster, lease, tuning, log, partition } = this.#deps;
    const askedAt = performance.now();
    try {
      const isOurs = await cluster.renew(lease, tuning.leaseMs);
      if (!isOurs) return this.#lose();
      const wasHeld = this.isHeld;
      this.#validUntil = askedAt + tuning.leaseMs;
      if (!wasHeld) this.noteGap();
    } catch (err) {
      log.warn({ partition, err }, 'the lease of a partition could not be renewed');
    }
  }

  /** Waits for what is being handled, then gives the partition back. Never rejects. */
  async handOver(): Promise<void> {
    const { cluster, lease, log, partition } = this.#deps;
    this.#isGone = true;
    this.#wake();
    await this.#reading;
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    clearTimeout(this.#finishing);
    await this.#tellFinished();
    clearTimeout(this.#finishing);
    try {
      await cluster.release(lease);
    } catch (err) {
      log.warn({ partition, err }, 'a partition could not be given back, and is free when its lease ends');
    }
  }

  #lose(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#wake();
    this.#deps.onLost(this);
  }

  async #read(): Promise<void> {
    while (!this.#isGone) {
      this.#hasNews = false;
      const wait = await this.#readSome();
      if (wait > 0 && !this.#hasNews && !this.#isGone) await this.#pause(wait);
    }
  }

  /** Gives how long to wait before the next reading. */
  async #readSome(): Promise<number> {
    const { stream, tuning, log, partition } = this.#deps;
    if (!this.isHeld) return againAfterMs;
    try {
      if (this.#mustClaim || performance.now() - this.#claimedAt > claimEveryMs) {
        if (!(await this.#claim())) return 0;
      }
      if (this.#open.size >= widest) return tuning.lookEveryMs;
      const entries = await stream.readNext();
      return this.#take(entries) && entries?.length === 0 ? tuning.lookEveryMs : 0;
    } catch (err) {
      // Its answer may be lost, and the entries with it.
      this.#mustClaim = true;
      if (!this.#isGone) log.warn({ partition, err }, 'a partition could not be read');
      return againAfterMs;
    }
  }

  /** Says whether the partition is still ours. */
  async #claim(): Promise<boolean> {
    this.#mustClaim = false;
    this.#claimedAt = performance.now();
    const finished = new Set<string>();
    this.#finishedMeanwhile = finished;
    const entries = await this.#deps.stream.claimUnfinished();
    this.#finishedMeanwhile = undefined;
    return this.#take(entries?.filter(({ id }) => !finished.has(id)));
  }

  /** Says whether the partition is still ours. */
  #take(entries: readonly StreamEntry[] | undefined): boolean {
    if (entries === undefined) {
      this.#lose();
      return false;
    }
    for (const entry of entries) {
      if (this.#open.has(entry.id)) continue;
      this.#open.add(entry.id);
      this.#deps.onEntry(entry, this);
    }
    return true;
  }

  async #tellFinished(): Promise<void> {
    this.#finishing = undefined;
    const ids = this.#finished;
    if (ids.length === 0) return;
    this.#finished = [];
    try {
      await this.#deps.stream.finish(ids);
      const wasFull = this.#open.size >= widest;
      for (const id of ids) {
        this.#open.delete(id);
        this.#finishedMeanwhile?.add(id);
      }
      if (wasFull) this.wake();
    } catch {
      this.#finished = [...ids, ...this.#finished];
      this.#finishing ??= setTimeout(() => void this.#tellFinished(), againAfterMs).unref();
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}
