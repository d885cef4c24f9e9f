import type { DatabaseSync } from 'node:sqlite';
import type { CollectionDeclaration } from '../store.ts';
import { keyColumn, keyFields, tableName } from '../sqlite/names.ts';

/** The prepared writes of one collection, and which index a set of columns belongs to. */
export function prepareWrites(db: DatabaseSync, declaration: CollectionDeclaration) {
  const table = tableName(declaration.name);
  const columns = keyFields(declaration).map(keyColumn);
  const places = ['?', '?', '?', ...columns.map(() => '?')].join(', ');
  const sets = ['version = ?', 'json = ?', ...columns.map((column) => `${column} = ?`)].join(', ');
  const uniqueIndexes = Object.entries(declaration.indexes).filter(([, index]) => index.unique);
  return {
    insert: db.prepare(
      `INSERT INTO ${table} (${['_id', 'version', 'json', ...columns].join(', ')}) VALUES (${places})`,
    ),
    replace: db.prepare(`UPDATE ${table} SET ${sets} WHERE _id = ? AND version = ?`),
    has: db.prepare(`SELECT 1 FROM ${table} WHERE _id = ?`),
    remove: db.prepare(`DELETE FROM ${table} WHERE _id = ? AND version = ?`),
    indexOf(violated: readonly string[]): string {
      const found = uniqueIndexes.find(
        ([, { fields }]) => fields.map((field) => `k_${field}`).join() === violated.join(),
      );
      return found?.[0] ?? '_id';
    },
  };
}
export type WriteStatements = ReturnType<typeof prepareWrites>;
