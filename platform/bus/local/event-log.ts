import type { EventEnvelope } from '#contracts/event.ts';
import type { Now } from '#platform/clock.ts';
import type { Collection, Document, Store } from '#platform/store/store.ts';

/** Events that were published together. Positions count up; some numbers may be missing. */
export type Entry = { position: number; events: readonly unknown[]; isParsed: boolean };

type Row = Document & {
  position: number;
  publishedAt: number;
  expiresAt: number;
  /** As JSON text: the store needs not look into them. */
  events: string;
};
type Indexes = 'position' | 'expiry';

/** Events, not entries: what a reader behind by more is read from the store. */
const mostInMemory = 1_000;
const largestRead = 100;
const largestTrim = 500;

/** A place in the log that moves on with what is read. */
export type Reader = {
  /** The next entries, none at the end. */
  next: () => Promise<readonly Entry[]>;
  close: () => void;
};

/** All published events in order, durable; in memory too until every reader has them, so that readers at the end read no file. */
export class EventLog {
  static async open({ store, now, keptMs }: { store: Store; now: Now; keptMs: number }): Promise<EventLog> {
    const rows = await store.collection<Row, Indexes>({
      name: 'batches',
      indexes: { position: { fields: ['position'] }, expiry: { fields: ['expiresAt'], expires: true } },
    });
    const { items } = await rows.find({ index: 'position', order: 'descending', limit: 1 });
    return new EventLog({ rows, now, keptMs, last: items[0]?.position ?? 0 });
  }

  readonly #rows: Collection<Row, Indexes>;
  readonly #now: Now;
  readonly #keptMs: number;
  readonly #readers = new Set<{ position: number }>();
  /** Everything after `#memoryFrom` that is durable, oldest first. */
  #memory: Entry[] = [];
  #inMemory = 0;
  #memoryFrom: number;
  #last: number;

  private constructor({
    rows,
    now,
    keptMs,
    last,
  }: { rows: Collection<Row, Indexes>; now: Now; keptMs: number; last: number }) {
    this.#rows = rows;
    this.#now = now;
    this.#keptMs = keptMs;
    this.#last = last;
    this.#memoryFrom = last;
  }

  /** Positions of readers may be past a log that was trimmed: new ones come after them. */
  startAfter(position: number): void {
    if (position <= this.#last) return;
    this.#last = position;
    this.#memoryFrom = position;
  }

  async append(events: readonly EventEnvelope[]): Promise<void> {
    const position = ++this.#last;
    const publishedAt = this.#now();
    const _id = String(position).padStart(16, '0');
    const expiresAt = publishedAt + this.#keptMs;
    await this.#rows.insert({ _id, position, publishedAt, expiresAt, events: JSON.stringify(events) });
    this.#forgetRead();
    this.#memory.push({ position, events, isParsed: true });
    this.#inMemory += events.length;
    this.#forget(() => this.#inMemory > mostInMemory);
  }

  /** Reads on from after a position. */
  readFrom(position: number): Reader {
    const place = { position };
    this.#readers.add(place);
    return {
      next: async () => {
        const entries = await this.#readAfter(place.position);
        place.position = entries.at(-1)?.position ?? place.position;
        return entries;
      },
      close: () => this.#readers.delete(place),
    };
  }

  /** The next entries after a position, from memory if it reaches back that far. */
  async #readAfter(position: number): Promise<readonly Entry[]> {
    if (position >= this.#memoryFrom) return this.#fromMemory(position);
    const { items } = await this.#rows.find({
      index: 'position',
      range: { field: 'position', after: position },
      limit: largestRead,
    });
    return items.map(({ position: at, events }) => ({
      position: at,
      events: JSON.parse(events),
      isParsed: false,
    }));
  }

  /** Removes entries up to a position that were published before a moment. */
  async trim(position: number, publishedBefore: number): Promise<void> {
    for (let isFull = true; isFull; ) {
      const range = { field: 'position', to: position };
      const { items } = await this.#rows.find({ index: 'position', range, limit: largestTrim });
      const old = items.filter((row) => row.publishedAt < publishedBefore);
      await Promise.all(old.map((row) => this.#rows.remove(row._id, row.version)));
      isFull = old.length === largestTrim;
    }
  }

  #fromMemory(position: number): readonly Entry[] {
    const newest = this.#memory.at(-1);
    if (newest === undefined || newest.position <= position) return [];
    // Entries stand nearly in a row of numbers, so a reader near the end is found from the end.
    let from = this.#memory.length - 1;
    while (from > 0 && (this.#memory[from - 1]?.position ?? 0) > position) from--;
    return this.#memory.slice(from, from + largestRead);
  }

  #forgetRead(): void {
    const slowest = Math.min(...Array.from(this.#readers, ({ position }) => position));
    this.#forget(({ position }) => position <= slowest);
  }

  /** Forgets the oldest entries, as long as they are as told. */
  #forget(isOver: (entry: Entry) => boolean): void {
    let count = 0;
    for (const entry of this.#memory) {
      if (!isOver(entry)) break;
      this.#inMemory -= entry.events.length;
      this.#memoryFrom = entry.position;
      count++;
    }
    this.#memory.splice(0, count);
  }
}
