import { setTimeout as pause } from 'node:timers/promises';
import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import { copyJson, documentOf } from '../json.ts';
import { type Change, type Document, DuplicateKey } from '../store.ts';
import type { ReplaceOutcome } from './replace-together.ts';

type Waiting<D extends Document> = {
  compute: (document: D) => Change<D>;
  resolve: (document: D) => void;
  reject: (error: unknown) => void;
  tries: number;
};

/** What one change made of what the ones before it left. Nothing of it is told before it is written. */
type Step<D extends Document> = { waiting: Waiting<D> } & (
  | { kind: 'written'; document: D; events: readonly EventEnvelope[] }
  | { kind: 'looked'; document: D }
  | { kind: 'threw'; error: unknown }
);
type Fold<D extends Document> = { steps: Step<D>[]; left: Waiting<D>[]; last: D; events: EventEnvelope[] };

/** What a change is made of. `isUnsure`: events of others may stand before its own. */
export type Base<D extends Document> = { document: D; isUnsure: boolean };

type Deps<D extends Document> = {
  read: (id: string) => Promise<Base<D> | undefined>;
  write: (base: Base<D>, document: D, events: readonly EventEnvelope[]) => Promise<ReplaceOutcome>;
  /** Throws on a document that cannot be stored. */
  check: (document: D) => void;
  /** Whether they differ in a field of a unique index. */
  differInKeys: (one: D, other: D) => boolean;
  notFound: () => Refusal;
  random: () => number;
};

const mostTries = 100;
const mostTogether = 500;
const longestPauseMs = 50;

/**
 * The changes of one collection. Those of one document that arrive together in this process are computed one after the other
 * and written as one; where another process was faster, all are computed anew, after a pause by chance.
 */
export class Changes<D extends Document> {
  readonly #deps: Deps<D>;
  readonly #queues = new Map<string, Waiting<D>[]>();
  readonly #running = new Set<Promise<void>>();

  constructor(deps: Deps<D>) {
    this.#deps = deps;
  }

  change(id: string, compute: (document: D) => Change<D>): Promise<D> {
    return new Promise((resolve, reject) => {
      const waiting = { compute, resolve, reject, tries: 0 };
      const queue = this.#queues.get(id);
      if (queue) {
        queue.push(waiting);
        return;
      }
      this.#queues.set(id, [waiting]);
      const run = this.#run(id).finally(() => this.#running.delete(run));
      this.#running.add(run);
    });
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async #run(id: string): Promise<void> {
    // Those of this turn come along.
    await new Promise(setImmediate);
    const queue = this.#queues.get(id) ?? [];
    while (queue.length > 0) {
      const group = queue.splice(0, mostTogether);
      try {
        queue.unshift(...(await this.#round(id, group)));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#queues.delete(id);
  }

  /** Tries a group once; gives back those that have to be tried again. */
  async #round(id: string, group: Waiting<D>[]): Promise<Waiting<D>[]> {
    const base = await this.#deps.read(id);
    if (base === undefined) {
      for (const { reject } of group) reject(this.#deps.notFound());
      return [];
    }
    const { steps, left, last, events } = this.#fold(id, base.document, group);
    const isNothingNew = last.version === base.document.version;
    const outcome = isNothingNew ? ({ kind: 'done' } as const) : await this.#deps.write(base, last, events);
    switch (outcome.kind) {
      case 'done':
        for (const step of steps) settle(step);
        return left;
      case 'conflict':
        return [...(await this.#pauseAll(steps.map(({ waiting }) => waiting))), ...left];
      case 'duplicate':
        for (const { kind, waiting } of steps)
          if (kind === 'written') waiting.reject(new DuplicateKey(outcome.index));
        // The others looked at what was never there.
        return [...steps.filter(({ kind }) => kind !== 'written').map(({ waiting }) => waiting), ...left];
      default:
        return outcome satisfies never;
    }
  }

  #fold(id: string, current: D, group: readonly Waiting<D>[]): Fold<D> {
    const fold: Fold<D> = { steps: [], left: [], last: current, events: [] };
    for (const [place, waiting] of group.entries()) {
      const step = this.#step(id, fold.last, waiting);
      const isKeyNew = step.kind === 'written' && this.#deps.differInKeys(fold.last, step.document);
      // A unique key is decided by the server for each change, not for what several of them come to.
      if (isKeyNew && fold.last !== current) return { ...fold, left: group.slice(place) };
      fold.steps.push(step);
      if (step.kind !== 'written') continue;
      fold.last = step.document;
      fold.events.push(...step.events);
      if (isKeyNew) return { ...fold, left: group.slice(place + 1) };
    }
    return fold;
  }

  #step(id: string, before: D, waiting: Waiting<D>): Step<D> {
    try {
      const change = waiting.compute(copyJson(before));
      if (change === undefined) return { waiting, kind: 'looked', document: copyJson(before) };
      const document = documentOf<D>({ ...change.document, _id: id }, before.version + 1);
      this.#deps.check(document);
      return { waiting, kind: 'written', document, events: change.events ?? [] };
    } catch (error) {
      return { waiting, kind: 'threw', error };
    }
  }

  async #pauseAll(group: readonly Waiting<D>[]): Promise<Waiting<D>[]> {
    const again = group.filter((waiting) => {
      if (++waiting.tries < mostTries) return true;
      waiting.reject(new Refusal('conflict', 'Too many changes of the same thing at once. Try again.'));
      return false;
    });
    const tries = Math.max(0, ...again.map((waiting) => waiting.tries));
    if (again.length > 0) await pause(this.#deps.random() * Math.min(longestPauseMs, 2 ** tries));
    return again;
  }
}

function settle<D extends Document>(step: Step<D>): void {
  if (step.kind === 'threw') step.waiting.reject(step.error);
  else step.waiting.resolve(step.document);
}
