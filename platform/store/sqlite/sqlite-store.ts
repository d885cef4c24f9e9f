import { isDeepStrictEqual } from 'node:util';
import type { EventEnvelope } from '#contracts/event.ts';
import type { Now } from '#platform/clock.ts';
import type { Collection, CollectionDeclaration, Document, PendingEvents, Store } from '../store.ts';
import { startExpiry } from './expiry.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Reader } from './reader.ts';
import { SqliteCollection } from './sqlite-collection.ts';

type Deps = { reader: Reader; commit: GroupCommit; now: Now; sweepEveryMs: number };

const pendingSql = 'SELECT collection, document, json FROM outbox ORDER BY position LIMIT ?';

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
    const rows = this.#reader.rows(pendingSql, [limit]);
    await this.#commit.durable();
    const found = new Map<string, { collection: string; documentId: string; events: EventEnvelope[] }>();
    for (const row of rows) {
      const [collection, documentId, json] = row.map(String);
      if (collection === undefined || documentId === undefined || json === undefined) continue;
      const key = `${collection} ${documentId}`;
      const pending = found.get(key) ?? { collection, documentId, events: [] };
      found.set(key, pending);
      pending.events.push(JSON.parse(json));
    }
    return [...found.values()];
  }

  async clearEvents(
    pending: readonly { collection: string; documentId: string; eventId: string }[],
  ): Promise<void> {
    const clears = pending.map(({ collection, documentId, eventId }) =>
      this.#commit.write({ kind: 'clear', collection, id: documentId, eventId }),
    );
    await Promise.all(clears);
  }

  onEvents(listener: (pending: PendingEvents[]) => void): void {
    this.#commit.onEvents(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stopExpiry();
    await this.#commit.close();
  }
}
