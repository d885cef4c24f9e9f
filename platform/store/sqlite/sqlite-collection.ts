import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import { writeCursor } from '../cursor.ts';
import { copyJson, documentOf } from '../json.ts';
import { demandLimit, positionOf } from '../query.ts';
import {
  type Change,
  type Collection,
  type CollectionDeclaration,
  type Document,
  type Draft,
  DuplicateKey,
  type Page,
  type Query,
  VersionConflict,
  type WriteOptions,
} from '../store.ts';
import { pageSql, select } from './find-sql.ts';
import { type Flight, Flights } from './flights.ts';
import type { GroupCommit } from './group-commit.ts';
import { demandWellFormed, keyOf } from './keys.ts';
import { keyFields, tableName } from './names.ts';
import type { Outcome } from '../sqlite-writer/operations.ts';
import type { Reader } from './reader.ts';

type Deps = { declaration: CollectionDeclaration; reader: Reader; commit: GroupCommit };

/** `replaced`: the version that must be there; a new document without it. */
type Write<D> = {
  document: D;
  replaced?: number;
  events?: readonly EventEnvelope[] | undefined;
  base?: Flight<D> | undefined;
  isSure?: boolean;
};

const mostTries = 100;

export class SqliteCollection<D extends Document> implements Collection<D> {
  readonly #declaration: CollectionDeclaration;
  readonly #reader: Reader;
  readonly #commit: GroupCommit;
  readonly #fields: string[];
  readonly #byId: string;
  readonly #flights = new Flights<D>();

  constructor({ declaration, reader, commit }: Deps) {
    this.#declaration = declaration;
    this.#reader = reader;
    this.#commit = commit;
    this.#fields = keyFields(declaration);
    this.#byId = `SELECT json FROM ${tableName(declaration.name)} WHERE _id = ?`;
  }

  async insert(draft: Draft<D>, { events }: WriteOptions = {}): Promise<D> {
    const document = documentOf<D>(draft, 1);
    demandDone(await this.#write({ document, events }));
    return document;
  }

  async get(id: string): Promise<D> {
    const document = await this.findById(id);
    if (document === undefined) throw this.#notFound();
    return document;
  }

  async findById(id: string): Promise<D | undefined> {
    const document = this.#read(id);
    await this.#settle([id]);
    return document;
  }

  async find(query: Query<string>): Promise<Page<D>> {
    const limit = demandLimit(query);
    const { sql, values, rest } = pageSql(this.#declaration, query, limit);
    const found = this.#reader.texts(sql, values).map((json): D => JSON.parse(json));
    const items = found.slice(0, limit);
    await this.#settle(items.map(({ _id }) => _id));
    const last = found.length > limit ? items.at(-1) : undefined;
    return { items, nextCursor: last && writeCursor(this.#declaration.name, query, positionOf(last, rest)) };
  }

  async replace(document: D, { events }: WriteOptions = {}): Promise<D> {
    const next = documentOf<D>(document, document.version + 1);
    demandDone(await this.#write({ document: next, replaced: document.version, events }));
    return next;
  }

  async change(id: string, compute: (document: D) => Change<D>): Promise<D> {
    for (let tries = 0; tries < mostTries; ) {
      const base = this.#flights.latestOf(id);
      if (base && (!base.isSure || base.chain.isBroken)) {
        await base.settled;
        continue;
      }
      const current = base ? base.document && copyJson(base.document) : this.#read(id);
      if (current === undefined) {
        await this.#settle([id]);
        if (base) continue;
        throw this.#notFound();
      }
      const { version } = current;
      const change = compute(current);
      if (change === undefined) {
        if (base === undefined) return this.get(id);
        // A reader may not see yet what was looked at here.
        await base.settled;
        if (base.chain.isBroken) continue;
        return current;
      }
      const next = documentOf<D>({ ...change.document, _id: id }, version + 1);
      const written = { document: next, replaced: version, events: change.events, base, isSure: true };
      const outcome = await this.#write(written);
      tries++;
      if (outcome.kind === 'conflict') continue;
      demandDone(outcome);
      return next;
    }
    throw new Refusal('conflict', 'Too many changes of the same thing at once. Try again.');
  }

  async remove(id: string, version: number): Promise<void> {
    const write = this.#commit.write({ kind: 'remove', collection: this.#declaration.name, id, version });
    this.#flights.track(id, { document: undefined, write, isSure: false });
    demandDone(await write);
  }

  async count(query: Omit<Query<string>, 'order' | 'limit' | 'cursor'>): Promise<number> {
    const { sql, values } = select(this.#declaration, query);
    const [row] = this.#reader.rows(`SELECT count(*) FROM ${sql}`, values);
    await this.#commit.durable();
    return Number(row?.[0]);
  }

  #write({ document, replaced, events = [], base, isSure = false }: Write<D>): Promise<Outcome> {
    const values: Record<string, unknown> = document;
    const position = this.#commit.takePositions(events.length);
    const written = {
      collection: this.#declaration.name,
      id: demandWellFormed(document._id),
      json: JSON.stringify(document),
      keys: this.#fields.map((field) => keyOf(field, values[field])),
      events: events.map((event) => JSON.stringify(event)),
      position,
    };
    const write = this.#commit.write(
      replaced === undefined
        ? { kind: 'insert', ...written }
        : { kind: 'replace', version: replaced, ...written },
      events.length > 0
        ? { collection: written.collection, documentId: written.id, position, events }
        : undefined,
    );
    this.#flights.track(written.id, { document, write, base, isSure });
    return write;
  }

  #read(id: string): D | undefined {
    this.#commit.demandHealthy();
    const [json] = this.#reader.texts(this.#byId, [id]);
    return json === undefined ? undefined : JSON.parse(json);
  }

  async #settle(ids: readonly string[]): Promise<void> {
    await this.#flights.settle(ids);
    this.#commit.demandHealthy();
  }

  #notFound(): Refusal {
    return new Refusal('not_found', `There is no such document in ${this.#declaration.name}.`);
  }
}

function demandDone(outcome: Outcome): void {
  switch (outcome.kind) {
    case 'done':
      return;
    case 'duplicate':
      throw new DuplicateKey(outcome.index);
    case 'conflict':
      throw new VersionConflict('The document was changed or removed meanwhile.');
    case 'failed':
      throw new Error(outcome.message);
    default:
      outcome satisfies never;
  }
}
