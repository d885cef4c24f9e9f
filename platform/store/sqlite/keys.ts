import { Refusal } from '#contracts/refusal.ts';

/** A value of an index as SQLite holds it. */
export type Key = number | string | Uint8Array;

// SQLite sorts NULL < numbers < text < blobs, and a column without a type converts nothing. NULL stands for a missing field,
// so JSON's null takes the lowest number and booleans become one-byte blobs: null < numbers < strings < booleans, as MongoDB.
const nullKey = Number.NEGATIVE_INFINITY;
const falseKey = new Uint8Array([0]);
const trueKey = new Uint8Array([1]);

/** The key of a field's value; `null` for a missing field, which keeps the document out of the index. */
export function keyOf(field: string, value: unknown): Key | null {
  if (value === undefined) return null;
  if (value === null) return nullKey;
  if (typeof value === 'string') return demandWellFormed(value);
  if (typeof value === 'boolean') return value ? trueKey : falseKey;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`The indexed field ${field} must hold a string, a finite number, a boolean or null.`);
}

/** As `keyOf`, for a value in a query, which must be there. */
export function queryKey(field: string, value: unknown): Key {
  const key = keyOf(field, value);
  if (key === null) throw new TypeError(`The query gives no value for ${field}.`);
  return key;
}

/** Half a surrogate pair has no UTF-8 form, so two different strings could become one key. */
export function demandWellFormed(text: string): string {
  if (!text.isWellFormed()) throw new Refusal('invalid_input', 'A key holds half a character.');
  return text;
}

type Bound = { sql: string; value: Key };

/** The least and greatest keys of a value's kind: a range holds values of one kind, as in MongoDB. */
export function kindBounds(sample: Key): { lower: Bound; upper: Bound } {
  if (typeof sample === 'number') {
    if (sample === nullKey)
      return { lower: { sql: '>=', value: nullKey }, upper: { sql: '<=', value: nullKey } };
    return { lower: { sql: '>', value: nullKey }, upper: { sql: '<', value: '' } };
  }
  if (typeof sample === 'string') {
    return { lower: { sql: '>=', value: '' }, upper: { sql: '<', value: new Uint8Array() } };
  }
  return { lower: { sql: '>=', value: falseKey }, upper: { sql: '<=', value: trueKey } };
}
