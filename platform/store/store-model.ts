import type { CollectionDeclaration, Query, Scalar } from './store.ts';

export type ModelDocument = { _id: string; version: number; a?: Scalar; b?: Scalar; u?: Scalar };

/** What a collection should answer, written for plainness: the suite compares every store with it. */
export class StoreModel {
  readonly documents = new Map<string, ModelDocument>();
  readonly #declaration: CollectionDeclaration;

  constructor(declaration: CollectionDeclaration) {
    this.#declaration = declaration;
  }

  /** The index (or `_id`) that forbids the document; undefined when it may be written. */
  duplicateOf(document: ModelDocument, isNew: boolean): string | undefined {
    if (isNew && this.documents.has(document._id)) return '_id';
    const others = [...this.documents.values()].filter(({ _id }) => _id !== document._id);
    for (const [name, { fields, unique }] of Object.entries(this.#declaration.indexes)) {
      if (!unique || !carries(document, fields)) continue;
      const isTaken = (other: ModelDocument) =>
        carries(other, fields) &&
        fields.every((field) => compare(valueOf(other, field), valueOf(document, field)) === 0);
      if (others.some(isTaken)) return name;
    }
    return undefined;
  }

  find({ index, equals = {}, range, order = 'ascending' }: Query<string>): ModelDocument[] {
    const fields = this.#declaration.indexes[index]?.fields ?? [];
    const sign = order === 'ascending' ? 1 : -1;
    return [...this.documents.values()]
      .filter((document) => carries(document, fields))
      .filter((document) =>
        Object.entries(equals).every(([field, value]) => compare(valueOf(document, field), value) === 0),
      )
      .filter((document) => !range || isWithin(valueOf(document, range.field), range))
      .toSorted((x, y) => sign * (compareBy(fields, x, y) || compare(x._id, y._id)));
  }
}

const valueOf = (document: ModelDocument, field: string): Scalar | undefined =>
  new Map<string, Scalar | undefined>([
    ['a', document.a],
    ['b', document.b],
    ['u', document.u],
  ]).get(field);

const carries = (document: ModelDocument, fields: readonly string[]) =>
  fields.every((field) => valueOf(document, field) !== undefined);

function compareBy(fields: readonly string[], x: ModelDocument, y: ModelDocument): number {
  for (const field of fields) {
    const order = compare(valueOf(x, field), valueOf(y, field));
    if (order !== 0) return order;
  }
  return 0;
}

const kinds = ['null', 'number', 'string', 'boolean'];
const kindOf = (value: unknown) => (value === null ? 'null' : typeof value);

function compare(x: Scalar | undefined, y: Scalar | undefined): number {
  if (kindOf(x) !== kindOf(y)) return kinds.indexOf(kindOf(x)) - kinds.indexOf(kindOf(y));
  if (typeof x === 'string' && typeof y === 'string') return compareText(x, y);
  return Number(x) - Number(y);
}

/** By code points, which is the order of the UTF-8 bytes; JavaScript's own `<` goes by UTF-16 units. */
function compareText(x: string, y: string): number {
  const [left, right] = [Array.from(x), Array.from(y)];
  for (let place = 0; place < Math.min(left.length, right.length); place++) {
    const difference = (left[place]?.codePointAt(0) ?? 0) - (right[place]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function isWithin(
  value: Scalar | undefined,
  { from, after, to, before }: NonNullable<Query<string>['range']>,
): boolean {
  const ends = [from, after, to, before].filter((end) => end !== undefined);
  if (ends.some((end) => kindOf(end) !== kindOf(value))) return false;
  if (from !== undefined && compare(value, from) < 0) return false;
  if (after !== undefined && compare(value, after) <= 0) return false;
  if (to !== undefined && compare(value, to) > 0) return false;
  return before === undefined || compare(value, before) < 0;
}
