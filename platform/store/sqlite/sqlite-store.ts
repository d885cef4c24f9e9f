import { isDeepStrictEqual } from 'node:util';
import type { Now } from '#platform/clock.ts';
import type {
  Collection,
  CollectionDeclaration,
  Document,
  DocumentPlace,
  PendingEvents,
  Store,
} from '../store.ts';
import { startExpiry } from './expiry.ts';
import type { Range } from '../sqlite-writer/operations.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Reader } from './reader.ts';
import { SqliteCollection } from './sqlite-collection.ts';

type Deps = { reader: Reader; commit: GroupCommit; now: Now; sweepEveryMs: number };

const columns = 'SELECT position, collection, document, json FROM outbox';
const pendingSql = `${columns} ORDER BY position LIMIT ?`;
const pendingOfSql = `${columns} WHERE collection = ? AND document = ? ORDER BY position`;

export class SqliteStore implements Store {
  readonly #reader: Reader;
  readonly #commit: GroupCommit;
  readonly #stopExpiry: () => void;
  readonly #declared = new Map<string, CollectionDeclaration>();
  readonly #collections = new Map<string, unknown>();
  #closing: Promise<void> | undefined;

  constructor({ reader, commit, now, sweepEveryMs }: Deps) {
    this.#reader = reader;
    this.#commit = commit;
    this.#stopExpiry = startExpiry({
      commit,
      declarations: () => this.#declared.values(),
      now,
      sweepEveryMs,
    });
  }

  async collection<D extends Document, const Indexes extends string = string>(
    declaration: CollectionDeclaration<Indexes>,
  ): Promise<Collection<D, Indexes>> {
    const known = this.#declared.get(declaration.name);
    if (known !== undefined && !isDeepStrictEqual(known, declaration)) {
      throw new TypeError(`${declaration.name} is declared twice, with different indexes.`);
    }
    const outcome = await this.#commit.write({ kind: 'declare', declaration });
    if (outcome.kind === 'failed')
      throw new Error(`${declaration.name} cannot be opened: ${outcome.message}`);
    this.#declared.set(declaration.name, declaration);
    // One object for all who open it, since it knows which of its writes are not durable yet.
    const opened = this.#collections.get(declaration.name);
    const collection =
      opened ?? new SqliteCollection<D>({ declaration, reader: this.#reader, commit: this.#commit });
    this.#collections.set(declaration.name, collection);
    return collection as Collection<D, Indexes>;
  }

  async pendingEvents(limit: number): Promise<PendingEvents[]> {
    return this.#pending(this.#reader.rows(pendingSql, [limit]));
  }

  async pendingEventsOf(documents: readonly DocumentPlace[]): Promise<PendingEvents[]> {
    const rows = documents.flatMap(({ collection, documentId }) =>
      this.#reader.rows(pendingOfSql, [collection, documentId]),
    );
    return this.#pending(rows);
  }

  async clearEvents(published: readonly Pick<PendingEvents, 'position' | 'events'>[]): Promise<void> {
    const ranges = rangesOf(published);
    if (ranges.length > 0) await this.#commit.write({ kind: 'clear', ranges });
  }

  onEvents(listener: (pending: PendingEvents[]) => void): void {
    this.#commit.onEvents(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #pending(rows: ReturnType<Reader['rows']>): Promise<PendingEvents[]> {
    await this.#commit.durable();
    return rows.map(([position, collection, documentId, json]) => ({
      collection: String(collection),
      documentId: String(documentId),
      position: Number(position),
      events: [JSON.parse(String(json))],
    }));
  }

  async #close(): Promise<void> {
    this.#stopExpiry();
    await this.#commit.close();
  }
}

/** What follows without a gap is one range: a published batch is cleared by one statement. */
function rangesOf(published: readonly Pick<PendingEvents, 'position' | 'events'>[]): Range[] {
  const ranges: [from: number, to: number][] = [];
  for (const { position, events } of published.toSorted((one, other) => one.position - other.position)) {
    const to = position + events.length - 1;
    const last = ranges.at(-1);
    if (last && position <= last[1] + 1) last[1] = Math.max(last[1], to);
    else if (to >= position) ranges.push([position, to]);
  }
  return ranges;
}
