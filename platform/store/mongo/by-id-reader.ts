import type { Collection } from 'mongodb';
import { readableError } from '../mongo-writes/mongo-errors.ts';
import { copyStored, type Stored, withoutEvents } from '../mongo-writes/stored.ts';

type Waiting = { resolve: (stored: Stored | undefined) => void; reject: (error: Error) => void };

const mostTogether = 500;

/** Reads by id, without the events: what is asked for in one turn is asked for at once. Nothing is remembered. */
export class ByIdReader {
  readonly #collection: Collection<Stored>;
  #asked = new Map<string, Waiting[]>();

  constructor(collection: Collection<Stored>) {
    this.#collection = collection;
  }

  read(id: string): Promise<Stored | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#asked.size === 0) setImmediate(() => this.#ask());
      const waiting = this.#asked.get(id) ?? [];
      this.#asked.set(id, waiting);
      waiting.push({ resolve, reject });
    });
  }

  #ask(): void {
    const asked = [...this.#asked];
    this.#asked = new Map();
    for (let place = 0; place < asked.length; place += mostTogether) {
      const group = asked.slice(place, place + mostTogether);
      const filter = { _id: { $in: group.map(([id]) => id) } };
      this.#collection
        .find(filter, { projection: withoutEvents })
        .toArray()
        .then(
          (found) => answer(group, found),
          (error: unknown) => refuse(group, readableError(error)),
        );
    }
  }
}

type Group = readonly (readonly [id: string, waiting: readonly Waiting[]])[];

function answer(group: Group, found: readonly Stored[]): void {
  const byId = new Map(found.map((stored) => [stored._id, stored]));
  for (const [id, waiting] of group) {
    const stored = byId.get(id);
    for (const [place, { resolve }] of waiting.entries())
      resolve(stored && place > 0 ? copyStored(stored) : stored);
  }
}

function refuse(group: Group, error: Error): void {
  for (const { reject } of group.flatMap(([, waiting]) => waiting)) reject(error);
}
