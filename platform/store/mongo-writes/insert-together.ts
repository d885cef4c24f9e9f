import type { Collection } from 'mongodb';
import { duplicateKeyCode, errorOfCode, failuresOf, readableError, tooLargeRefusal } from './mongo-errors.ts';
import { newStored, type Stored, type StoredEvent } from './stored.ts';
import type { Document } from '../store.ts';

export type NewWrite = {
  id: string;
  document: Document;
  mark: string;
  author: string;
  events: readonly StoredEvent[];
};

/** `removed`: the id is that of a removed document whose events still wait. `again`: what stood in the way is gone. */
export type InsertOutcome =
  | { kind: 'done' }
  | { kind: 'removed' }
  | { kind: 'again' }
  | { kind: 'duplicate'; index: string };

const done = { kind: 'done' } as const;

/** Inserts documents with one command and finds out what became of each. */
export async function insertTogether(
  collection: Collection<Stored>,
  writes: readonly NewWrite[],
): Promise<(InsertOutcome | Error)[]> {
  try {
    await collection.insertMany(writes.map(newStored), { ordered: false });
    return writes.map(() => done);
  } catch (error) {
    const failures = failuresOf(error);
    if (failures !== undefined) return outcomesOf(collection, writes, failures);
    const readable = readableError(error);
    if (!isTooLarge(readable) || writes.length === 1) return writes.map(() => readable);
    // One of them is too large for the driver, which then sends none.
    return (await Promise.all(writes.map((write) => insertTogether(collection, [write])))).flat();
  }
}

export const isTooLarge = (error: Error) => 'code' in error && error.code === tooLargeRefusal().code;

type Failures = NonNullable<ReturnType<typeof failuresOf>>;

async function outcomesOf(
  collection: Collection<Stored>,
  writes: readonly NewWrite[],
  failures: Failures,
): Promise<(InsertOutcome | Error)[]> {
  const refused = writes.filter((_, place) => failures.get(place)?.code === duplicateKeyCode);
  const there = await findFates(
    collection,
    refused.map(({ id }) => id),
  );
  return writes.map(({ id, mark }, place): InsertOutcome | Error => {
    const failure = failures.get(place);
    if (failure === undefined) return done;
    if (failure.code !== duplicateKeyCode) return errorOfCode(failure.code);
    const other = there.get(id);
    // The driver sent it a second time, after an answer that was lost.
    if (other?._writes?.includes(mark)) return done;
    if (other?._gone) return { kind: 'removed' };
    if (other) return { kind: 'duplicate', index: '_id' };
    return failure.index === '_id' ? { kind: 'again' } : { kind: 'duplicate', index: failure.index };
  });
}

export type Fate = Pick<Stored, '_id' | 'version' | '_writes' | '_gone'>;

/** What is under these ids now, as far as it tells who wrote it. */
export async function findFates(
  collection: Collection<Stored>,
  ids: readonly string[],
): Promise<Map<string, Fate>> {
  if (ids.length === 0) return new Map();
  const projection = { _writes: 1, _gone: 1, version: 1 };
  const found = await collection.find({ _id: { $in: [...ids] } }, { projection }).toArray();
  return new Map(found.map((fate) => [fate._id, fate]));
}
