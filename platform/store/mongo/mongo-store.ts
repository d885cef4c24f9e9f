import { isDeepStrictEqual } from 'node:util';
import type { Db, MongoClient } from 'mongodb';
import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid, type Now } from '#platform/clock.ts';
import type { HealthCheck } from '#platform/health.ts';
import type { Log } from '#platform/log.ts';
import { demandName } from '../names.ts';
import type {
  Collection,
  CollectionDeclaration,
  Document,
  DocumentPlace,
  PendingEvents,
  Store,
} from '../store.ts';
import { declareIndexes } from './declare-indexes.ts';
import { startExpiry } from './expiry.ts';
import { MongoCollection, type StoreTools } from './mongo-collection.ts';
import { readableError } from '../mongo-writes/mongo-errors.ts';
import { clearStages, mayBeSwept, type Stored } from '../mongo-writes/stored.ts';

type Deps = { client: MongoClient; database: string; now: Now; log: Log; sweepEveryMs: number };
type Opened = { declaration: CollectionDeclaration; collection: MongoCollection<Document> };

/** One service's documents in one database, which several processes of the service may use at once. */
export class MongoStore implements Store {
  readonly #client: MongoClient;
  readonly #db: Db;
  readonly #tools: StoreTools;
  readonly #stopExpiry: () => Promise<void>;
  readonly #opened = new Map<string, Opened>();
  readonly #listeners: ((pending: PendingEvents[]) => void)[] = [];
  #closing: Promise<void> | undefined;

  constructor({ client, database, now, log, sweepEveryMs }: Deps) {
    this.#client = client;
    this.#db = client.db(database);
    this.#tools = {
      demandOpen: () => {
        if (this.#closing) throw new Refusal('unavailable', 'The store is closed.');
      },
      takePositions: createPositions(now),
      ...createNames(),
      announce: (pending) => {
        for (const listener of this.#listeners) listener(pending);
      },
    };
    this.#stopExpiry = startExpiry({
      collections: () =>
        [...this.#opened.values()].map(({ declaration }) => ({
          declaration,
          native: this.#db.collection<Stored>(declaration.name),
        })),
      now,
      log,
      sweepEveryMs,
    });
  }

  /** For /readyz: whether a server that takes writes answers. */
  readonly check: HealthCheck = async () => {
    await this.#db.command({ ping: 1 }).catch((error: unknown) => {
      throw readableError(error);
    });
  };

  async collection<D extends Document, const Indexes extends string = string>(
    declaration: CollectionDeclaration<Indexes>,
  ): Promise<Collection<D, Indexes>> {
    this.#tools.demandOpen();
    const name = demandName(declaration.name);
    const known = this.#opened.get(name);
    if (known !== undefined && !isDeepStrictEqual(known.declaration, declaration))
      throw new TypeError(`${name} is declared twice, with different indexes.`);
    const native = this.#db.collection<Stored>(name);
    if (known === undefined) await declareIndexes(native, declaration);
    // One object for all who open it, so that what they write together goes together.
    const opened = this.#opened.get(name) ?? {
      declaration,
      collection: new MongoCollection<Document>({ native, declaration, tools: this.#tools }),
    };
    this.#opened.set(name, opened);
    return opened.collection as unknown as Collection<D, Indexes>;
  }

  async pendingEvents(limit: number): Promise<PendingEvents[]> {
    try {
      const collections = await this.#db.listCollections({}, { nameOnly: true }).toArray();
      const found = await Promise.all(collections.map(({ name }) => this.#pendingOf(name, { limit })));
      return found
        .flat()
        .toSorted((one, other) => one.position - other.position)
        .slice(0, limit);
    } catch (error) {
      throw readableError(error);
    }
  }

  async pendingEventsOf(documents: readonly DocumentPlace[]): Promise<PendingEvents[]> {
    const byCollection = Map.groupBy(documents, ({ collection }) => collection);
    const found = [...byCollection].map(([name, places]) =>
      this.#pendingOf(name, { ids: places.map(({ documentId }) => documentId) }),
    );
    try {
      return (await Promise.all(found)).flat();
    } catch (error) {
      throw readableError(error);
    }
  }

  async clearEvents(published: readonly PendingEvents[]): Promise<void> {
    this.#tools.demandOpen();
    const byCollection = Map.groupBy(published, ({ collection }) => collection);
    const clears = [...byCollection].map(async ([name, cleared]) => {
      const byDocument = Map.groupBy(cleared, ({ documentId }) => documentId);
      const operations = [...byDocument].flatMap(([id, pending]) => {
        const ids = pending.flatMap(({ events }) => events.map((event) => event.id));
        if (ids.length === 0) return [];
        return {
          updateOne: { filter: { _id: id, _since: { $gt: mayBeSwept } }, update: clearStages(ids) },
        };
      });
      if (operations.length === 0) return;
      await this.#db.collection<Stored>(name).bulkWrite(operations, { ordered: false });
    });
    await Promise.all(clears).catch((error: unknown) => {
      throw readableError(error);
    });
  }

  onEvents(listener: (pending: PendingEvents[]) => void): void {
    this.#listeners.push(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#stopExpiry();
    for (const { collection } of this.#opened.values()) await collection.idle();
    await this.#client.close();
  }

  /** The events of these documents, or of those whose first has waited longest, each with its place. */
  async #pendingOf(
    collection: string,
    which: { ids: readonly string[] } | { limit: number },
  ): Promise<PendingEvents[]> {
    const native = this.#db.collection<Stored>(collection);
    const projection = { _events: 1 };
    const found = await ('ids' in which
      ? native.find({ _id: { $in: [...which.ids] } }, { projection })
      : native.find(
          { _since: { $exists: true, $gt: mayBeSwept } },
          { sort: { _since: 1 }, limit: which.limit, projection },
        )
    ).toArray();
    return found.flatMap(({ _id: documentId, _events = [] }) => {
      // Clocks of two processes may differ; a document's own order is that of its writes.
      let position = 0;
      return _events.map(({ at, json }): PendingEvents => {
        position = Math.max(position, at);
        const event: EventEnvelope = JSON.parse(json);
        return { collection, documentId, position, events: [event] };
      });
    });
  }
}

/** Microseconds since 1970, counted up where several come in one, so that they follow the order of writing. */
function createPositions(now: Now): (count: number) => number {
  let last = 0;
  return (count) => {
    const first = Math.max(last + 1, now() * 1_000);
    last = first + count - 1;
    return first;
  };
}

/** Names of this process and its writes that no other process gives. */
function createNames(): Pick<StoreTools, 'newMark' | 'author' | 'doubt'> {
  const process = newUuid().slice(-12);
  let count = 0;
  let author = process;
  return {
    newMark: () => `${process}${(count++).toString(36)}`,
    author: () => author,
    doubt: () => {
      author = newUuid().slice(-12);
    },
  };
}
