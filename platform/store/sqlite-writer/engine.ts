import type { DatabaseSync } from 'node:sqlite';
import { indexName, keyColumn, tableName } from '../sqlite/names.ts';
import type { GroupOutcome, Operation, Outcome } from './operations.ts';
import { declareCollection, outboxTable } from './schema.ts';
import { storageSentence, violatedColumns } from './sqlite-errors.ts';
import { prepareWrites, type WriteStatements } from './write-statements.ts';

const done: Outcome = { kind: 'done', count: 1 };

/** Executes groups of writes, each group in one transaction. One write that is refused leaves its neighbours alone. */
export class Engine {
  readonly #db: DatabaseSync;
  readonly #collections = new Map<string, WriteStatements>();
  readonly #begin;
  readonly #commit;
  readonly #addEvent;
  readonly #clearEvents;

  constructor(db: DatabaseSync) {
    db.exec(outboxTable);
    this.#db = db;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#addEvent = db.prepare(
      'INSERT INTO outbox (position, collection, document, json) VALUES (?, ?, ?, ?)',
    );
    this.#clearEvents = db.prepare('DELETE FROM outbox WHERE position BETWEEN ? AND ?');
  }

  run(operations: readonly Operation[]): GroupOutcome {
    try {
      this.#begin.run();
      const others: (readonly [number, Outcome])[] = [];
      for (const [place, operation] of operations.entries()) {
        const outcome = this.#execute(operation);
        if (outcome !== done) others.push([place, outcome]);
      }
      this.#commit.run();
      return { kind: 'committed', others };
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      const message = storageSentence(error);
      if (message !== undefined) return { kind: 'storage_full', message };
      return { kind: 'broken', message: error instanceof Error ? error.message : String(error) };
    }
  }

  #execute(operation: Operation): Outcome {
    switch (operation.kind) {
      case 'insert':
      case 'replace':
        return this.#write(operation);
      case 'remove': {
        const { changes } = this.#of(operation.collection).remove.run(operation.id, operation.version);
        return changes === 1 ? done : { kind: 'conflict' };
      }
      case 'clear':
        for (const [from, to] of operation.ranges) this.#clearEvents.run(from, to);
        return done;
      case 'sweep':
        return this.#sweep(operation);
      case 'declare':
        return this.#declare(operation);
      default:
        return operation satisfies never;
    }
  }

  #write(operation: Operation & { kind: 'insert' | 'replace' }): Outcome {
    const { collection, id, json, keys, events, position } = operation;
    const statements = this.#of(collection);
    try {
      if (operation.kind === 'insert') statements.insert.run(id, 1, json, ...keys);
      else {
        const { version } = operation;
        if (statements.replace.run(version + 1, json, ...keys, id, version).changes === 0)
          return { kind: 'conflict' };
      }
    } catch (error) {
      // SQLite undoes the one statement and keeps the transaction.
      const violated = violatedColumns(error);
      if (violated === undefined) throw error;
      // Where the id is taken too, that is what is told.
      const isIdTaken = operation.kind === 'insert' && statements.has.get(id) !== undefined;
      return { kind: 'duplicate', index: isIdTaken ? '_id' : statements.indexOf(violated) };
    }
    for (const [place, event] of events.entries())
      this.#addEvent.run(position + place, collection, id, event);
    return done;
  }

  #sweep({ collection, index, field, until, limit }: Operation & { kind: 'sweep' }): Outcome {
    const table = tableName(collection);
    const column = keyColumn(field);
    const due = `SELECT _id FROM ${table} INDEXED BY ${indexName(collection, index)}
      WHERE ${column} IS NOT NULL AND ${column} > ? AND ${column} <= ? ORDER BY ${column} LIMIT ?`;
    const sweep = this.#db.prepare(`DELETE FROM ${table} WHERE _id IN (${due})`);
    return { kind: 'done', count: Number(sweep.run(Number.NEGATIVE_INFINITY, until, limit).changes) };
  }

  #declare({ declaration }: Operation & { kind: 'declare' }): Outcome {
    this.#db.exec('SAVEPOINT declaring');
    try {
      declareCollection(this.#db, declaration);
      this.#db.exec('RELEASE declaring');
    } catch (error) {
      if (storageSentence(error) !== undefined) throw error;
      this.#db.exec('ROLLBACK TO declaring; RELEASE declaring');
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
    this.#collections.set(declaration.name, prepareWrites(this.#db, declaration));
    return done;
  }

  #of(collection: string): WriteStatements {
    const statements = this.#collections.get(collection);
    if (statements === undefined) throw new Error(`The collection ${collection} was not declared.`);
    return statements;
  }
}
