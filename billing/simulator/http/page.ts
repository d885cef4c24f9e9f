import { z } from 'zod';
import type { Resource } from '../storage/rows.ts';
import { invalidParameter, noSuch } from './api-error.ts';
import { expand, integer, text } from './params.ts';

/** The parameters of every list. */
export const pageParams = {
  limit: integer.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  expand,
};

const range = z.strictObject({
  gt: integer.optional(),
  gte: integer.optional(),
  lt: integer.optional(),
  lte: integer.optional(),
});
/** A moment, or a span open to either side. */
export const createdParam = z.union([integer, range]).optional();

export type Page<R> = { object: 'list'; url: string; has_more: boolean; data: R[] };
type PageQuery = { [name in 'starting_after' | 'ending_before']?: string | undefined } & {
  limit?: number | undefined;
};

/** One page of rows that are given newest first, from behind or before a cursor. */
export function pageOf<R extends Resource>(rows: R[], query: PageQuery, url: string): Page<R> {
  const limit = query.limit ?? 10;
  if (limit < 1 || limit > 100) {
    throw invalidParameter('A limit is between 1 and 100.', {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  }
  if (query.starting_after && query.ending_before) {
    throw invalidParameter('Give either starting_after or ending_before.', { param: 'ending_before' });
  }
  if (query.ending_before) {
    const before = rows.slice(0, positionOf(rows, query.ending_before, 'ending_before'));
    return list(before.slice(-limit), before.length > limit, url);
  }
  const from = query.starting_after ? positionOf(rows, query.starting_after, 'starting_after') + 1 : 0;
  return list(rows.slice(from, from + limit), rows.length > from + limit, url);
}

export function isCreatedWithin(created: number, query: z.output<typeof createdParam>): boolean {
  if (query === undefined) return true;
  if (typeof query === 'number') return created === query;
  const { gt, gte, lt, lte } = query;
  if (gt !== undefined && created <= gt) return false;
  if (gte !== undefined && created < gte) return false;
  if (lt !== undefined && created >= lt) return false;
  return lte === undefined || created <= lte;
}

function positionOf(rows: Resource[], id: string, param: string): number {
  const position = rows.findIndex((row) => row.id === id);
  if (position < 0) throw noSuch('object', id, param);
  return position;
}

function list<R>(data: R[], hasMore: boolean, url: string): Page<R> {
  return { object: 'list', url, has_more: hasMore, data };
}
