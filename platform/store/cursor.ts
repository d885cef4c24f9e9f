import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#contracts/refusal.ts';
import type { Query, Scalar } from './store.ts';

const Position = z.tuple([z.string(), z.string()], z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Where a page ended: the last document's id and its values of the index's remaining fields. */
export type Position = { id: string; values: Scalar[] };

/** An opaque cursor, which fits only the query that it came from. */
export function writeCursor(collection: string, query: Query<string>, position: Position): string {
  const parts = [fingerprint(collection, query), position.id, ...position.values];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Where a query's cursor stands, given the number of the index's remaining fields. Refuses `invalid_input` for a cursor of another query. */
export function readCursor(collection: string, query: Query<string>, fields: number): Position | undefined {
  const { cursor } = query;
  if (cursor === undefined) return undefined;
  const parsed = Position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  const [mark, id, ...values] = parsed.data ?? [];
  if (mark !== fingerprint(collection, query) || id === undefined || values.length !== fields) {
    throw new Refusal('invalid_input', 'This cursor belongs to another list.');
  }
  return { id, values };
}

function fingerprint(
  collection: string,
  { index, equals = {}, range, order = 'ascending' }: Query<string>,
): string {
  const parts = [
    collection,
    index,
    order,
    Object.entries(equals).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    range ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
