import { Refusal } from '#contracts/refusal.ts';
import type { PendingEvents } from '../store.ts';
import type { GroupOutcome, Operation, Outcome } from '../sqlite-writer/operations.ts';

/** Executes one group of writes and resolves when it is durable. */
export type Committer = {
  commit(operations: readonly Operation[]): Promise<GroupOutcome>;
  close(): Promise<void>;
};

type Waiting = {
  operation: Operation;
  announced: PendingEvents | undefined;
  resolve: (outcome: Outcome) => void;
  reject: (error: Error) => void;
};

const mostTogether = 1_000;
const mostTextTogether = 8_000_000;

/** Commits together what arrives together: the writes of one turn, or all that came while the group before was on its way. */
export class GroupCommit {
  readonly #committer: Committer;
  readonly #listeners: ((pending: PendingEvents[]) => void)[] = [];
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #current: Promise<GroupOutcome> | undefined;
  #isClosed = false;
  #broken: Error | undefined;
  #lastPosition: number;

  /** `lastPosition`: where the newest event stands in the outbox. */
  constructor(committer: Committer, lastPosition = 0) {
    this.#committer = committer;
    this.#lastPosition = lastPosition;
  }

  /** The position of the first of so many new events; asked for in the same turn as `write`, so that order is order. */
  takePositions(count: number): number {
    const first = this.#lastPosition + 1;
    this.#lastPosition += count;
    return first;
  }

  onEvents(listener: (pending: PendingEvents[]) => void): void {
    this.#listeners.push(listener);
  }

  write(operation: Operation, announced?: PendingEvents): Promise<Outcome> {
    if (this.#isClosed) return Promise.reject(new Refusal('unavailable', 'The store is closed.'));
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      const waiting = { operation, announced, resolve, reject };
      // Its events are durable already, so it may go first: what is added after it takes the pages that it frees.
      if (operation.kind === 'clear') this.#queue.unshift(waiting);
      else this.#queue.push(waiting);
      this.#running ??= this.#run();
    });
  }

  /** After a failed sync nobody knows what the disk holds, so nothing is said or promised any more. */
  demandHealthy(): void {
    if (this.#broken) throw this.#broken;
  }

  /** Resolves when what a reader can see now is durable. */
  async durable(): Promise<void> {
    await this.#current;
    this.demandHealthy();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    while (this.#running) await this.#running;
    await this.#committer.close();
  }

  async #run(): Promise<void> {
    await new Promise(setImmediate);
    while (this.#queue.length > 0) {
      const group = this.#nextGroup();
      this.#current = this.#commit(group);
      const outcome = await this.#current;
      this.#settle(group, outcome);
    }
    this.#current = undefined;
    this.#running = undefined;
  }

  /** What waits, unless it is so much that those behind it would wait too long. */
  #nextGroup(): Waiting[] {
    let text = 0;
    const end = this.#queue.findIndex(({ operation }, place) => {
      if ('json' in operation) text += operation.json.length;
      return place === mostTogether || text > mostTextTogether;
    });
    const queue = this.#queue;
    this.#queue = end < 0 ? [] : queue.slice(Math.max(1, end));
    return end < 0 ? queue : queue.slice(0, Math.max(1, end));
  }

  async #commit(group: readonly Waiting[]): Promise<GroupOutcome> {
    if (this.#broken) return brokenOutcome(this.#broken);
    try {
      return await this.#committer.commit(group.map(({ operation }) => operation));
    } catch (cause) {
      this.#broken = new Refusal(
        'unavailable',
        'The data file cannot be used any more. Start the server again.',
        { cause },
      );
      return brokenOutcome(this.#broken);
    }
  }

  #settle(group: readonly Waiting[], outcome: GroupOutcome): void {
    if (outcome.kind !== 'committed') {
      const error = this.#broken ?? errorOf(outcome);
      for (const waiting of group) waiting.reject(error);
      return;
    }
    const others = new Map(outcome.others);
    const pending: PendingEvents[] = [];
    for (const [place, { announced, resolve }] of group.entries()) {
      const one = others.get(place) ?? done;
      if (announced && one.kind === 'done') pending.push(announced);
      resolve(one);
    }
    if (pending.length > 0) for (const listener of this.#listeners) listener(pending);
  }
}

const done: Outcome = { kind: 'done', count: 1 };
const brokenOutcome = ({ message }: Error): GroupOutcome => ({ kind: 'broken', message });

function errorOf(outcome: Exclude<GroupOutcome, { kind: 'committed' }>): Error {
  if (outcome.kind === 'storage_full') return new Refusal('storage_full', outcome.message);
  return new Error(`The store could not write: ${outcome.message}`);
}
