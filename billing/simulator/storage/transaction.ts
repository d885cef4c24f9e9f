import type { EventType } from '../resources/event.ts';
import { isKind, type Kind, type Resource, type Row, type RowOf } from './rows.ts';
import type { Tables } from './tables.ts';

export type Emitted = { type: EventType; object: Resource; previous: Record<string, unknown> | undefined };

/** One request's reads and writes. Nothing is seen outside before it is committed; an error drops it whole. */
export class Transaction {
  readonly #tables: Tables;
  readonly #newId: (prefix: string) => string;
  readonly #written = new Map<string, Row>();
  readonly emitted: Emitted[] = [];
  /** Seconds since 1970, the same during the whole request. */
  readonly now: number;

  constructor({ tables, newId, now }: { tables: Tables; newId: (prefix: string) => string; now: number }) {
    this.#tables = tables;
    this.#newId = newId;
    this.now = now;
  }

  /** A new id like `pi_1f0c…`. */
  newId(prefix: string): string {
    return this.#newId(prefix);
  }

  find<K extends Kind>(kind: K, id: string): RowOf<K> | undefined {
    const row = this.#written.get(`${kind}/${id}`);
    return row && isKind(row, kind) ? row : this.#tables.get(kind, id);
  }

  /** Newest first. */
  newest<K extends Kind>(kind: K): RowOf<K>[] {
    const before = [...this.#tables.all(kind)].map((row) => this.find(kind, row.id) ?? row);
    const made = this.rows
      .filter((row) => isKind(row, kind))
      .filter((row) => !this.#tables.get(kind, row.id));
    return [...before, ...made].reverse();
  }

  put<R extends Row>(row: R): R {
    this.#written.set(`${row.object}/${row.id}`, row);
    return row;
  }

  /** Tells the world about an object as it is now. */
  emit(type: EventType, object: Resource, previous?: Record<string, unknown>): void {
    this.emitted.push({ type, object, previous });
  }

  get rows(): Row[] {
    return [...this.#written.values()];
  }
}
