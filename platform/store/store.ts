import type { EventEnvelope } from '#contracts/event.ts';

/**
 * What every stored thing carries. `version` counts its changes from 1 and guards each of them. No other field's name begins
 * with an underscore, and none inside with a dollar sign: these are the stores' own.
 */
export type Document = { readonly _id: string; readonly version: number };

/**
 * An index over top-level fields, in order. It holds the documents that carry all of its fields, no others: `null` counts as
 * carried, a missing field does not. Its values are strings, numbers, booleans or null, sorted null < numbers < strings (by
 * code points) < booleans, equal ones by `_id`. `expires`: its one field holds a moment (milliseconds) after which the document
 * is removed in the background; it may be served until then, so whoever relies on the moment compares it.
 */
export type IndexDeclaration = { fields: readonly string[]; unique?: true; expires?: true };

export type CollectionDeclaration<Indexes extends string = string> = {
  name: string;
  indexes: Record<Indexes, IndexDeclaration>;
};

export type Scalar = string | number | boolean | null;

/**
 * Documents of one index: equal leading fields, then at most one range on the next, in the index's order. A range holds values
 * of its ends' kind only: `{ to: 5 }` means numbers, not null.
 */
export type Query<Indexes extends string> = {
  index: Indexes;
  equals?: Record<string, Scalar>;
  range?: { field: string; from?: Scalar; after?: Scalar; to?: Scalar; before?: Scalar };
  order?: 'ascending' | 'descending';
  /** At most 1,000; 100 unless told. */
  limit?: number;
  /** Where the page before ended, as that page said. */
  cursor?: string;
};

export type Page<D> = { items: D[]; nextCursor: string | undefined };

/** Events written with the document in the same commit, published after it, then cleared (the outbox). */
export type WriteOptions = { events?: readonly EventEnvelope[] };

export type Draft<D extends Document> = Omit<D, 'version'>;

/** What a change makes of a document; `undefined` leaves it as it is. */
export type Change<D extends Document> = { document: D; events?: readonly EventEnvelope[] } | undefined;

/**
 * Documents of one kind: JSON values; undefined fields are dropped. Every promise of a write resolves only when the write is
 * durable, and a read resolves only when what it saw is. What is returned is the caller's own copy. Writes refuse
 * `storage_full` when the disk takes no more.
 */
export interface Collection<D extends Document, Indexes extends string = string> {
  /** Throws `DuplicateKey` when `_id` or a unique index is taken (`index`: its name; `_id` before any other). */
  insert(draft: Draft<D>, options?: WriteOptions): Promise<D>;
  /** Refuses `not_found`. */
  get(id: string): Promise<D>;
  findById(id: string): Promise<D | undefined>;
  find(query: Query<Indexes>): Promise<Page<D>>;
  /** Writes if the stored version is still `document.version`, and counts it up; else throws `VersionConflict`. */
  replace(document: D, options?: WriteOptions): Promise<D>;
  /** Reads, computes, replaces, and tries again when another was faster. Refuses `not_found`, `conflict` after 100 tries. */
  change(id: string, compute: (document: D) => Change<D>): Promise<D>;
  /** Removes if the stored version is still `version`; else throws `VersionConflict`. Its pending events stay. */
  remove(id: string, version: number): Promise<void>;
  count(query: Omit<Query<Indexes>, 'order' | 'limit' | 'cursor'>): Promise<number>;
}

/** One service's documents. */
export interface Store {
  collection<D extends Document, const Indexes extends string = string>(
    declaration: CollectionDeclaration<Indexes>,
  ): Promise<Collection<D, Indexes>>;
  /** At most `limit` events that were committed with a document and not yet published, oldest first. */
  pendingEvents(limit: number): Promise<PendingEvents[]>;
  /** All that is pending of these documents, each one's in the order of its commits. */
  pendingEventsOf(documents: readonly DocumentPlace[]): Promise<PendingEvents[]>;
  /** Forgets events that were handed out here: they are published. */
  clearEvents(published: readonly PendingEvents[]): Promise<void>;
  /** Called after each commit that carried events, and after each of which nobody can say whether it came to be. */
  onEvents(listener: (pending: PendingEvents[]) => void): void;
  /** Finishes the writes under way, then releases the file or connection. Idempotent. */
  close(): Promise<void>;
}

export type DocumentPlace = { collection: string; documentId: string };

/**
 * Events of one write. `position`: the place of the first among all of the store, in the order of commits; the others follow it.
 * `isUnsure`: events of another process may stand before them in their document, or these not at all. Who publishes them looks
 * there first (`pendingEventsOf`).
 */
export type PendingEvents = DocumentPlace & {
  position: number;
  events: readonly EventEnvelope[];
  isUnsure?: true;
};

export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey';
  readonly index: string;
  constructor(index: string) {
    super(`Another document has the same ${index}.`);
    this.index = index;
  }
}

export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}
