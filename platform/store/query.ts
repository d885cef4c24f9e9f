import type { CollectionDeclaration, Document, IndexDeclaration, Query, Scalar } from './store.ts';

/** A query held against its index. `rest`: the index's fields after the equal ones, the first of which may have a range. */
export type QueryPlan = {
  index: IndexDeclaration;
  equal: readonly (readonly [field: string, value: Scalar])[];
  rest: readonly string[];
  range: Query<string>['range'];
};

/** Throws a TypeError where the query does not fit its index. */
export function planQuery(declaration: CollectionDeclaration, query: Query<string>): QueryPlan {
  const { equals = {}, range } = query;
  const index = declaration.indexes[query.index];
  if (index === undefined) throw new TypeError(`${declaration.name} has no index ${query.index}.`);
  const given = Object.keys(equals);
  const fields = index.fields.slice(0, given.length);
  if (given.some((field) => !fields.includes(field)))
    throw new TypeError(`${query.index} does not begin with ${given.join(', ')}.`);
  const equal = fields.map((field) => [field, demandValue(field, equals[field])] as const);
  const rest = index.fields.slice(given.length);
  if (range && range.field !== rest[0]) throw new TypeError(`${query.index} has no range on ${range.field}.`);
  if (range && [range.from, range.after, range.to, range.before].every((end) => end === undefined))
    throw new TypeError('A range has at least one end.');
  return { index, equal, rest, range };
}

function demandValue(field: string, value: Scalar | undefined): Scalar {
  if (value === undefined) throw new TypeError(`The query gives no value for ${field}.`);
  return value;
}

/** How many documents a page may have. Throws a RangeError. */
export function demandLimit({ limit = 100 }: Query<string>): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw new RangeError(`No page has ${limit} documents.`);
  return limit;
}

/** Where a page ends that has this document last. */
export function positionOf(document: Document, rest: readonly string[]) {
  const values: Record<string, unknown> = document;
  return { id: document._id, values: rest.map((field) => values[field] as Scalar) };
}
