import type { PendingEvents } from '#platform/store/store.ts';

/** More than so many writes are not kept. */
const mostKept = 20_000;

/** What was published and is not cleared yet, for a bus that can lose its memory. */
export class KeptEvents {
  readonly #keptMs: number;
  #kept: { published: PendingEvents[]; until: number }[] = [];
  #count = 0;

  constructor(keptMs: number) {
    this.#keptMs = keptMs;
  }

  /** When the first of it is over, by this process's steady clock. */
  get firstUntil(): number | undefined {
    return this.#kept[0]?.until;
  }

  /** Gives what needs not be kept any longer. */
  add(published: PendingEvents[]): PendingEvents[] {
    const moment = performance.now();
    if (published.length > 0) this.#kept.push({ published, until: moment + this.#keptMs });
    this.#count += published.length;
    const over: PendingEvents[] = [];
    for (let first = this.#kept[0]; first; first = this.#kept[0]) {
      if (first.until > moment && this.#count <= mostKept) break;
      over.push(...first.published);
      this.#count -= first.published.length;
      this.#kept.shift();
    }
    return over;
  }

  /** Gives everything, and keeps nothing. */
  takeAll(): PendingEvents[] {
    const kept = this.#kept.flatMap(({ published }) => published);
    this.#kept = [];
    this.#count = 0;
    return kept;
  }
}
