import { Refusal } from '#contracts/refusal.ts';
import type { Document, Draft } from './store.ts';

/**
 * A fresh copy of a JSON value without its undefined fields. Throws a TypeError on what some store cannot hold, and refuses
 * `invalid_input` for half of a surrogate pair, which has no UTF-8 form.
 */
export function copyJson<T>(value: T): T;
export function copyJson(value: unknown): unknown {
  if (typeof value === 'string') return demandWellFormed(value);
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON holds no ${value}.`);
    // JSON writes -0 as 0.
    return value + 0;
  }
  if (typeof value !== 'object') throw new TypeError(`JSON holds no ${typeof value}.`);
  return Array.isArray(value) ? Array.from(value, copyJson) : copyObject(value);
}

function demandPlain(value: object): asserts value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('Documents hold plain objects only.');
}

function copyObject(value: object): Record<string, unknown> {
  demandPlain(value);
  const copy: Record<string, unknown> = {};
  // By its keys: the pairs of `Object.entries` are garbage that a busy writer feels.
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (field === undefined) continue;
    demandFieldName(name);
    copy[name] = copyJson(field);
  }
  return copy;
}

// MongoDB reads more into these than a name.
const forbiddenNames = new Set(['__proto__', '_bsontype']);

function demandFieldName(name: string): void {
  if (forbiddenNames.has(name) || name.startsWith('$') || name.includes('\u{0}'))
    throw new TypeError(`Documents hold no field ${JSON.stringify(name)}.`);
  demandWellFormed(name);
}

function demandWellFormed(text: string): string {
  if (!text.isWellFormed()) throw new Refusal('invalid_input', 'A text holds half a character.');
  return text;
}

/** The document that a draft becomes at a version: a copy of its own. Throws a TypeError on a field of the stores' own. */
export function documentOf<D extends Document>(draft: Draft<D>, version: number): D {
  for (const name of Object.keys(draft))
    if (name.startsWith('_') && name !== '_id')
      throw new TypeError(`The field ${name} begins with an underscore, as the stores' own do.`);
  return copyJson({ ...draft, version }) as unknown as D;
}
