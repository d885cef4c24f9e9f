import { createHash } from 'node:crypto';
import { type Collection, MongoServerError } from 'mongodb';
import { demandName } from '../names.ts';
import type { CollectionDeclaration, IndexDeclaration } from '../store.ts';
import { declaredName, duplicateKeyCode, readableError } from '../mongo-writes/mongo-errors.ts';
import type { Stored } from '../mongo-writes/stored.ts';

type Spec = {
  name: string;
  key: Record<string, 1>;
  unique?: true;
  partialFilterExpression: Record<string, { $exists: true }>;
};

const namespaceNotFound = 26;
const indexNotFound = 27;

const ownSpec = (field: string): Spec => ({
  name: field,
  key: { [field]: 1 },
  partialFilterExpression: { [field]: { $exists: true } },
});
const ownSpecs = [ownSpec('_since')];

/** A name that changes with the definition: what another process of an older version still uses is never touched by mistake. */
export function mongoIndexName(name: string, { fields, unique }: IndexDeclaration): string {
  const definition = JSON.stringify([fields, unique ?? false]);
  return `${demandName(name)}-${createHash('sha256').update(definition).digest('hex').slice(0, 8)}`;
}

/** Documents with equal values stand in the order of their ids; under a unique index there are none. */
export function indexKey({ fields, unique }: IndexDeclaration): string[] {
  return unique || fields.includes('_id') ? [...fields] : [...fields, '_id'];
}

function specOf([name, index]: [string, IndexDeclaration]): Spec {
  if (index.expires && (index.fields.length !== 1 || index.unique)) {
    throw new TypeError(`The expiring index ${name} must have one field and not be unique.`);
  }
  return {
    name: mongoIndexName(name, index),
    key: Object.fromEntries(indexKey(index).map((field) => [demandName(field), 1])),
    ...(index.unique ? { unique: true } : {}),
    partialFilterExpression: Object.fromEntries(index.fields.map((field) => [field, { $exists: true }])),
  };
}

/** Makes exactly the declared indexes: new ones first, then the old ones go. Several processes may do so at once. */
export async function declareIndexes(
  collection: Collection<Stored>,
  declaration: CollectionDeclaration,
): Promise<void> {
  const wanted = [...ownSpecs, ...Object.entries(declaration.indexes).map(specOf)];
  const there = new Set(await indexNames(collection));
  const missing = wanted.filter(({ name }) => !there.has(name));
  try {
    if (missing.length > 0) await collection.createIndexes(missing);
  } catch (error) {
    throw cannotOpen(declaration.name, error);
  }
  const stale = [...there].filter((name) => name !== '_id_' && !wanted.some((spec) => spec.name === name));
  for (const name of stale) await dropIndex(collection, name);
}

async function indexNames(collection: Collection<Stored>): Promise<string[]> {
  try {
    const found = await collection.listIndexes().toArray();
    return found.map(({ name }) => String(name));
  } catch (error) {
    if (error instanceof MongoServerError && error.code === namespaceNotFound) return [];
    throw readableError(error);
  }
}

async function dropIndex(collection: Collection<Stored>, name: string): Promise<void> {
  try {
    await collection.dropIndex(name);
  } catch (error) {
    // Another process was faster.
    if (!(error instanceof MongoServerError) || error.code !== indexNotFound) throw readableError(error);
  }
}

function cannotOpen(collection: string, error: unknown): Error {
  if (!(error instanceof MongoServerError) || error.code !== duplicateKeyCode) return readableError(error);
  const [, name = ''] = / index: (\S+)/.exec(error.message) ?? [];
  return new Error(
    `${collection} cannot be opened: some of its documents have the same ${declaredName(name)}.`,
  );
}
