import { Refusal } from '#contracts/refusal.ts';
import type { CollectionDeclaration, Document } from '../store.ts';

/** Throws on an id or a value that no index can hold. */
export function demandKeys(declaration: CollectionDeclaration, document: Document): void {
  if (typeof document._id !== 'string') throw new TypeError('A document has a text as its _id.');
  if (document._id.includes('\u{0}')) throw new Refusal('invalid_input', 'An id holds a zero character.');
  const values: Record<string, unknown> = document;
  for (const { fields } of Object.values(declaration.indexes)) {
    for (const field of fields) {
      const value = values[field];
      if (typeof value === 'object' && value !== null)
        throw new TypeError(
          `The indexed field ${field} must hold a string, a finite number, a boolean or null.`,
        );
    }
  }
}

/** Whether two documents differ in a field of a unique index. */
export function differInKeys(declaration: CollectionDeclaration, one: Document, other: Document): boolean {
  const values: Record<string, unknown> = one;
  const others: Record<string, unknown> = other;
  return Object.values(declaration.indexes).some(
    ({ unique, fields }) => unique && fields.some((field) => values[field] !== others[field]),
  );
}
