import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';

/** Reads rows as arrays of values. Statements are prepared once per text. */
export class Reader {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The rows' first columns, which are texts. */
  texts(sql: string, values: readonly SQLInputValue[]): string[] {
    return this.rows(sql, values).map((row) => String(row[0]));
  }

  rows(sql: string, values: readonly SQLInputValue[]): SQLOutputValue[][] {
    const rows: unknown = this.#prepared(sql).all(...values);
    return rows as SQLOutputValue[][];
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}
