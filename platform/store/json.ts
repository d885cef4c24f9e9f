import type { Document, Draft } from './store.ts';

/** A fresh copy of a JSON value without its undefined fields. Throws a TypeError on what JSON cannot hold. */
export function copyJson<T>(value: T): T;
export function copyJson(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`JSON holds no ${value}.`);
    // JSON writes -0 as 0.
    return value + 0;
  }
  if (typeof value !== 'object') throw new TypeError(`JSON holds no ${typeof value}.`);
  return Array.isArray(value) ? Array.from(value, copyJson) : copyObject(value);
}

function copyObject(value: object): Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('Documents hold plain objects only.');
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    if (name === '__proto__') throw new TypeError('Documents hold no field __proto__.');
    copy[name] = copyJson(field);
  }
  return copy;
}

/** The document that a draft becomes at a version: a copy of its own. */
export function documentOf<D extends Document>(draft: Draft<D>, version: number): D {
  return copyJson({ ...draft, version }) as unknown as D;
}
