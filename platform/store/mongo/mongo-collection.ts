import type { Collection as NativeCollection } from 'mongodb';
import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import { systemRandom } from '#platform/clock.ts';
import { writeCursor } from '../cursor.ts';
import { documentOf } from '../json.ts';
import { demandLimit, planQuery, positionOf } from '../query.ts';
import {
  type Change,
  type Collection,
  type CollectionDeclaration,
  type Document,
  type Draft,
  DuplicateKey,
  type Page,
  type PendingEvents,
  type Query,
  VersionConflict,
  type WriteOptions,
} from '../store.ts';
import { ByIdReader } from './by-id-reader.ts';
import { type Base, Changes } from '../mongo-writes/changes.ts';
import { mongoIndexName } from './declare-indexes.ts';
import { pageFilter, selectFilter } from './find-filter.ts';
import { type InsertOutcome, insertTogether, type NewWrite } from '../mongo-writes/insert-together.ts';
import { demandKeys, differInKeys } from './keys.ts';
import { Lane } from '../mongo-writes/lane.ts';
import { isUnknownHint, readableError } from '../mongo-writes/mongo-errors.ts';
import {
  type OverWrite,
  replaceTogether,
  type ReplaceOutcome,
  startReplaceGroup,
} from '../mongo-writes/replace-together.ts';
import {
  documentFrom,
  hasEventsOfOthers,
  type Stored,
  type StoredEvent,
  storedEvents,
  withoutStoreFields,
} from '../mongo-writes/stored.ts';

/** What the collections of a store share. */
export type StoreTools = {
  demandOpen: () => void;
  /** The place of the first of so many new events among all of the store. */
  takePositions: (count: number) => number;
  newMark: () => string;
  /** Under which name this process commits events; another one after each commit of which nobody can say whether it came to be. */
  author: () => string;
  doubt: () => void;
  announce: (pending: PendingEvents[]) => void;
};

type Deps = { native: NativeCollection<Stored>; declaration: CollectionDeclaration; tools: StoreTools };
type Announced = {
  id: string;
  events: readonly StoredEvent[];
  announced: readonly EventEnvelope[];
  isUnsure: boolean;
};

const mostTries = 100;

export class MongoCollection<D extends Document> implements Collection<D> {
  readonly #native: NativeCollection<Stored>;
  readonly #declaration: CollectionDeclaration;
  readonly #tools: StoreTools;
  readonly #reader: ByIdReader;
  readonly #inserts: Lane<NewWrite & Announced, InsertOutcome>;
  readonly #replaces: Lane<OverWrite & Announced, ReplaceOutcome>;
  readonly #changes: Changes<D>;
  /** New documents with events that are not told of yet, though others may change them already. */
  readonly #arriving = new Set<string>();

  constructor({ native, declaration, tools }: Deps) {
    this.#native = native;
    this.#declaration = declaration;
    this.#tools = tools;
    this.#reader = new ByIdReader(native);
    this.#inserts = new Lane<NewWrite & Announced, InsertOutcome>({
      send: async (writes) => this.#announce(writes, await insertTogether(native, writes)),
    });
    this.#replaces = new Lane<OverWrite & Announced, ReplaceOutcome>({
      send: async (writes) => this.#announce(writes, await replaceTogether(native, writes)),
      startGroup: startReplaceGroup,
    });
    this.#changes = new Changes<D>({
      read: (id) => this.#readBase(id),
      write: ({ document: { _id, version }, isUnsure }, document, events) =>
        this.#replaces.add({
          ...this.#written(_id, events),
          base: version,
          document,
          isUnsure: isUnsure || this.#arriving.has(_id),
        }),
      check: (document) => demandKeys(declaration, document),
      differInKeys: (one, other) => differInKeys(declaration, one, other),
      notFound: () => this.#notFound(),
      random: systemRandom,
    });
  }

  async insert(draft: Draft<D>, { events }: WriteOptions = {}): Promise<D> {
    this.#tools.demandOpen();
    const document = documentOf<D>(draft, 1);
    demandKeys(this.#declaration, document);
    const write = { ...this.#written(document._id, events), document };
    for (let tries = 0; tries < mostTries; tries++) {
      const outcome = await this.#add(write);
      if (outcome.kind === 'again') continue;
      const final =
        outcome.kind === 'removed'
          ? await this.#replaces.add({ ...write, base: 'removed', isUnsure: true })
          : outcome;
      if (final.kind === 'conflict') continue;
      demandDone(final);
      return document;
    }
    throw new Refusal('conflict', 'The same thing comes and goes too quickly. Try again.');
  }

  async get(id: string): Promise<D> {
    const document = await this.findById(id);
    if (document === undefined) throw this.#notFound();
    return document;
  }

  async findById(id: string): Promise<D | undefined> {
    return documentFrom<D>(await this.#reader.read(id));
  }

  async find(query: Query<string>): Promise<Page<D>> {
    const limit = demandLimit(query);
    const { filter, options, rest, hint } = pageFilter(this.#declaration, query, limit);
    const found = await withHint(hint, (hinted) =>
      this.#native.find(filter, { ...options, ...hinted, projection: withoutStoreFields }).toArray(),
    );
    const documents = found.flatMap((stored) => documentFrom<D>(stored) ?? []);
    const items = documents.slice(0, limit);
    const last = documents.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last && writeCursor(this.#declaration.name, query, positionOf(last, rest)) };
  }

  async replace(document: D, { events }: WriteOptions = {}): Promise<D> {
    this.#tools.demandOpen();
    const next = documentOf<D>(document, document.version + 1);
    demandKeys(this.#declaration, next);
    const write = {
      ...this.#written(next._id, events),
      base: document.version,
      document: next,
      isUnsure: true,
    };
    demandDone(await this.#replaces.add(write));
    return next;
  }

  async change(id: string, compute: (document: D) => Change<D>): Promise<D> {
    this.#tools.demandOpen();
    return this.#changes.change(id, compute);
  }

  async remove(id: string, version: number): Promise<void> {
    this.#tools.demandOpen();
    const write = { ...this.#written(id), base: version, document: undefined };
    demandDone(await this.#replaces.add(write));
  }

  async count(query: Omit<Query<string>, 'order' | 'limit' | 'cursor'>): Promise<number> {
    const plan = planQuery(this.#declaration, query);
    const hint = mongoIndexName(query.index, plan.index);
    return withHint(hint, (hinted) => this.#native.countDocuments({ $and: selectFilter(plan) }, hinted));
  }

  /** Resolves when no write is on its way. */
  async idle(): Promise<void> {
    await this.#changes.idle();
    await this.#inserts.idle();
    await this.#replaces.idle();
  }

  #written(id: string, events: readonly EventEnvelope[] = []) {
    const stored = events.length > 0 ? storedEvents(events, this.#tools.takePositions(events.length)) : [];
    const { newMark, author } = this.#tools;
    return {
      id,
      mark: newMark(),
      author: author(),
      events: stored,
      announced: events,
      isUnsure: false,
    };
  }

  async #add(write: NewWrite & Announced): Promise<InsertOutcome> {
    if (write.events.length === 0) return this.#inserts.add(write);
    this.#arriving.add(write.id);
    return this.#inserts.add(write).finally(() => this.#arriving.delete(write.id));
  }

  async #readBase(id: string): Promise<Base<D> | undefined> {
    const stored = await this.#reader.read(id);
    const document = documentFrom<D>(stored);
    return stored && document && { document, isUnsure: hasEventsOfOthers(stored, this.#tools.author()) };
  }

  /** Tells of the events of a group's writes that are committed, or may be. */
  #announce<O extends { kind: string } | Error>(writes: readonly Announced[], outcomes: O[]): O[] {
    const collection = this.#declaration.name;
    const pending = writes.flatMap((write, place): PendingEvents[] => {
      const { id, events, announced } = write;
      const [first] = events;
      const outcome = outcomes[place];
      const isInDoubt = outcome instanceof Error;
      if (!first || outcome === undefined || (!isInDoubt && outcome.kind !== 'done')) return [];
      if (isInDoubt) this.#tools.doubt();
      const told = { collection, documentId: id, position: first.at, events: announced };
      return [isInDoubt || write.isUnsure ? { ...told, isUnsure: true } : told];
    });
    if (pending.length > 0) this.#tools.announce(pending);
    return outcomes;
  }

  #notFound(): Refusal {
    return new Refusal('not_found', `There is no such document in ${this.#declaration.name}.`);
  }
}

/**
 * Reads by the index that a query names. Where a process of a newer version has replaced that by another, the server finds its own
 * way for as long as this one still runs.
 */
async function withHint<T>(hint: string, read: (options: { hint?: string }) => Promise<T>): Promise<T> {
  try {
    return await read({ hint });
  } catch (error) {
    if (!isUnknownHint(error)) throw readableError(error);
  }
  try {
    return await read({});
  } catch (error) {
    throw readableError(error);
  }
}

function demandDone(outcome: ReplaceOutcome): void {
  switch (outcome.kind) {
    case 'done':
      return;
    case 'duplicate':
      throw new DuplicateKey(outcome.index);
    case 'conflict':
      throw new VersionConflict('The document was changed or removed meanwhile.');
    default:
      outcome satisfies never;
  }
}
