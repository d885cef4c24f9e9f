import type { Filter, FindOptions } from 'mongodb';
import { type Position, readCursor } from '../cursor.ts';
import { planQuery, type QueryPlan } from '../query.ts';
import type { CollectionDeclaration, Query, Scalar } from '../store.ts';
import { indexKey, mongoIndexName } from './declare-indexes.ts';
import type { Stored } from '../mongo-writes/stored.ts';

type Condition = Filter<Stored>;

// The order of kinds, by MongoDB's names for them.
const kinds = ['null', 'number', 'string', 'bool'];
const kindOf = (value: Scalar) =>
  value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;

/** Which documents a query means, in a form that its partial index answers alone. */
export function selectFilter({ index, equal, range }: QueryPlan): Condition[] {
  const { field = '', from, after, to, before } = range ?? {};
  const ends = { $gte: from, $gt: after, $lte: to, $lt: before };
  return [
    ...index.fields.map((name) => ({ [name]: { $exists: true } })),
    ...equal.map(([name, value]) => ({ [name]: { $eq: value } })),
    ...Object.entries(ends).flatMap(([operator, end]) =>
      end === undefined ? [] : [{ [field]: { [operator]: end } }],
    ),
  ];
}

type Page = { filter: Condition; hint: string; options: FindOptions; rest: readonly string[] };

/** One page, with one document more than asked, which tells whether there is another page. */
export function pageFilter(declaration: CollectionDeclaration, query: Query<string>, limit: number): Page {
  const plan = planQuery(declaration, query);
  const { index, equal, rest } = plan;
  const isDescending = query.order === 'descending';
  const position = readCursor(declaration.name, query, rest.length);
  const meant = selectFilter(plan);
  const branches = position ? beyond(plan, position, isDescending) : [[]];
  const direction = isDescending ? -1 : 1;
  const sorted = indexKey(index).slice(equal.length);
  return {
    // Each branch is one stretch of the index, so that a page far down the list costs what the first does.
    filter: { $or: branches.map((branch) => ({ $and: [...meant, ...branch] })) },
    hint: mongoIndexName(query.index, index),
    options: {
      // All fields equal to something, under a unique index: one document, in no order.
      sort: Object.fromEntries(
        (sorted.length > 0 ? sorted : indexKey(index)).map((field) => [field, direction]),
      ),
      limit: limit + 1,
      batchSize: limit + 2,
    },
    rest,
  };
}

/** What comes after a position, as stretches: the same values and a later id, then each field's later values. */
function beyond({ rest, range }: QueryPlan, { id, values }: Position, isDescending: boolean): Condition[][] {
  const operator = isDescending ? '$lt' : '$gt';
  const equalUpTo = (place: number) =>
    rest.slice(0, place).map((field, index) => ({ [field]: { $eq: values[index] ?? null } }));
  const later = rest.flatMap((field, place) => {
    const value = values[place] ?? null;
    // MongoDB compares within one kind; a range holds one kind only.
    const others = place === 0 && range ? [] : kindsBeyond(value, isDescending);
    const stretches = [{ [operator]: value }, ...(others.length > 0 ? [{ $type: others }] : [])];
    return stretches.map((stretch) => [...equalUpTo(place), { [field]: stretch }]);
  });
  return [[...equalUpTo(rest.length), { _id: { [operator]: id } }], ...later];
}

function kindsBeyond(value: Scalar, isDescending: boolean): string[] {
  const place = kinds.indexOf(kindOf(value));
  return isDescending ? kinds.slice(0, place) : kinds.slice(place + 1);
}
