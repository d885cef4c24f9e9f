import { demandName } from '../names.ts';
import type { CollectionDeclaration } from '../store.ts';

export const tableName = (collection: string) => `"c_${demandName(collection)}"`;
export const indexName = (collection: string, index: string) =>
  `"i_${demandName(collection)}__${demandName(index)}"`;
export const keyColumn = (field: string) => `"k_${demandName(field)}"`;

/** The fields that take part in any index, in a fixed order: each has a column of its own. */
export function keyFields(declaration: CollectionDeclaration): string[] {
  return [...new Set(Object.values(declaration.indexes).flatMap((index) => index.fields))].toSorted();
}
