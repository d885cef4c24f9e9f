import { type Position, readCursor } from '../cursor.ts';
import { planQuery } from '../query.ts';
import type { CollectionDeclaration, Query } from '../store.ts';
import { type Key, kindBounds, queryKey } from './keys.ts';
import { indexName, keyColumn, tableName } from './names.ts';

/** Which documents a query means: SQL after FROM, its values, and the index's fields after the equal ones. */
export type Selection = { sql: string; values: Key[]; rest: readonly string[] };

/** Translates a query's index, equality prefix and range. Throws a TypeError when they do not fit the index. */
export function select(declaration: CollectionDeclaration, query: Query<string>): Selection {
  const { index, equal, rest, range } = planQuery(declaration, query);
  const conditions = index.fields.map((field) => `${keyColumn(field)} IS NOT NULL`);
  const values: Key[] = [];
  const add = (sql: string, ...more: Key[]) => {
    conditions.push(sql);
    values.push(...more);
  };
  for (const [field, value] of equal) add(`${keyColumn(field)} = ?`, queryKey(field, value));
  if (range) for (const bound of bounds(range)) add(`${keyColumn(range.field)} ${bound.sql} ?`, bound.value);
  const from = `${tableName(declaration.name)} INDEXED BY ${indexName(declaration.name, query.index)}`;
  return { sql: `${from} WHERE ${conditions.join(' AND ')}`, values, rest };
}

function bounds({ field, from, after, to, before }: NonNullable<Query<string>['range']>) {
  const lower = from !== undefined ? { sql: '>=', value: queryKey(field, from) } : undefined;
  const above = after !== undefined ? { sql: '>', value: queryKey(field, after) } : undefined;
  const upper = to !== undefined ? { sql: '<=', value: queryKey(field, to) } : undefined;
  const below = before !== undefined ? { sql: '<', value: queryKey(field, before) } : undefined;
  const given = [lower, above, upper, below].filter((bound) => bound !== undefined);
  const [first] = given;
  if (first === undefined) throw new TypeError('A range has at least one end.');
  const kind = kindBounds(first.value);
  return [...given, kind.lower, kind.upper];
}

/** The SQL of one page, with one row more than asked, which tells whether there is another page. */
export function pageSql(declaration: CollectionDeclaration, query: Query<string>, limit: number) {
  const { sql, values, rest } = select(declaration, query);
  const columns = [...rest.map(keyColumn), '_id'];
  const isDescending = query.order === 'descending';
  const order = columns.map((column) => `${column} ${isDescending ? 'DESC' : 'ASC'}`).join(', ');
  const after = readCursor(declaration.name, query, rest.length);
  const beyond = after
    ? ` AND (${columns.join(', ')}) ${isDescending ? '<' : '>'} (${columns.map(() => '?').join(', ')})`
    : '';
  return {
    sql: `SELECT json FROM ${sql}${beyond} ORDER BY ${order} LIMIT ?`,
    values: [...values, ...(after ? positionKeys(rest, after) : []), limit + 1],
    rest,
  };
}

function positionKeys(rest: readonly string[], { id, values }: Position): Key[] {
  return [...rest.map((field, index) => queryKey(field, values[index])), id];
}
