import type { DatabaseSync } from 'node:sqlite';
import type { CollectionDeclaration, IndexDeclaration } from '../store.ts';
import { keyOf } from '../sqlite/keys.ts';
import { indexName, keyColumn, keyFields, tableName } from '../sqlite/names.ts';

/**
 * Events that wait to be published, apart from their documents, so that one survives the removal of its document. In the order of
 * their commits, so that they are added at the end and cleared from the beginning.
 */
export const outboxTable = `CREATE TABLE IF NOT EXISTS outbox (
  position INTEGER PRIMARY KEY, collection TEXT, document TEXT, json TEXT)`;

/** Makes the table and exactly the declared indexes, filling the columns of new ones from the documents. */
export function declareCollection(db: DatabaseSync, declaration: CollectionDeclaration): void {
  const table = tableName(declaration.name);
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (_id TEXT PRIMARY KEY, version INTEGER, json TEXT) WITHOUT ROWID`,
  );
  const wanted = new Map(
    Object.entries(declaration.indexes).map(([name, index]) => [
      indexName(declaration.name, name),
      createIndexSql(declaration.name, name, index),
    ]),
  );
  dropStaleIndexes(db, declaration.name, wanted);
  matchColumns(db, declaration);
  for (const sql of wanted.values()) db.exec(sql.replace(' INDEX ', ' INDEX IF NOT EXISTS '));
}

function createIndexSql(collection: string, name: string, index: IndexDeclaration): string {
  if (index.expires && (index.fields.length !== 1 || index.unique)) {
    throw new TypeError(`The expiring index ${name} must have one field and not be unique.`);
  }
  const columns = index.fields.map(keyColumn);
  const carried = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
  const kind = index.unique ? 'CREATE UNIQUE INDEX' : 'CREATE INDEX';
  return `${kind} ${indexName(collection, name)} ON ${tableName(collection)} (${columns.join(', ')}) WHERE ${carried}`;
}

function dropStaleIndexes(db: DatabaseSync, collection: string, wanted: ReadonlyMap<string, string>): void {
  const query = db.prepare(
    `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?`,
  );
  for (const { name, sql } of query.all(`c_${collection}`)) {
    const quoted = `"${String(name)}"`;
    if (wanted.get(quoted) !== sql) db.exec(`DROP INDEX ${quoted}`);
  }
}

/** A column that no index uses is dropped: it would no longer be written, and be wrong when it is wanted again. */
function matchColumns(db: DatabaseSync, declaration: CollectionDeclaration): void {
  const table = tableName(declaration.name);
  const fields = keyFields(declaration);
  const existing = db
    .prepare(`SELECT name FROM pragma_table_info(?) WHERE name LIKE 'k\\_%' ESCAPE '\\'`)
    .all(`c_${declaration.name}`)
    .map((row) => `"${String(row['name'])}"`);
  const wanted = new Set(fields.map(keyColumn));
  for (const column of existing)
    if (!wanted.has(column)) db.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
  const added = fields.filter((field) => !existing.includes(keyColumn(field)));
  for (const field of added) db.exec(`ALTER TABLE ${table} ADD COLUMN ${keyColumn(field)}`);
  if (added.length > 0) fillColumns(db, table, added);
}

function fillColumns(db: DatabaseSync, table: string, fields: string[]): void {
  const update = db.prepare(
    `UPDATE ${table} SET ${fields.map((field) => `${keyColumn(field)} = ?`).join(', ')} WHERE _id = ?`,
  );
  const next = db.prepare(`SELECT _id, json FROM ${table} WHERE _id > ? ORDER BY _id LIMIT 500`);
  for (let after = ''; ; ) {
    const rows = next.all(after);
    for (const row of rows) {
      const document: Record<string, unknown> = JSON.parse(String(row['json']));
      update.run(...fields.map((field) => keyOf(field, document[field])), row['_id'] ?? null);
      after = String(row['_id']);
    }
    if (rows.length < 500) return;
  }
}
