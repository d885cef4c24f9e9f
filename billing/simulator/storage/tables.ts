import { isKind, type Kind, type Row, type RowOf } from './rows.ts';

/** Everything the simulator knows, in memory, in the order of making. The journal is its durable twin. */
export class Tables {
  readonly #rows = new Map<Kind, Map<string, Row>>();
  /** Intents that hold money, and captured charges whose balance transaction is still to come. */
  readonly unfinished = new Set<string>();

  get<K extends Kind>(kind: K, id: string): RowOf<K> | undefined {
    const row = this.#rows.get(kind)?.get(id);
    return row && isKind(row, kind) ? row : undefined;
  }

  *all<K extends Kind>(kind: K): Generator<RowOf<K>> {
    for (const row of this.#rows.get(kind)?.values() ?? []) if (isKind(row, kind)) yield row;
  }

  put(row: Row): void {
    const table = this.#rows.get(row.object) ?? new Map<string, Row>();
    this.#rows.set(row.object, table.set(row.id, row));
    if (isUnfinished(row)) this.unfinished.add(row.id);
    else this.unfinished.delete(row.id);
  }

  remove(kind: Kind, id: string): void {
    this.#rows.get(kind)?.delete(id);
  }

  *everything(): Generator<Row> {
    for (const table of this.#rows.values()) yield* table.values();
  }

  get size(): number {
    return [...this.#rows.values()].reduce((sum, table) => sum + table.size, 0);
  }
}

function isUnfinished(row: Row): boolean {
  if (row.object === 'payment_intent') return row.status === 'requires_capture';
  return row.object === 'charge' && row.captured && row.balance_transaction === null;
}
