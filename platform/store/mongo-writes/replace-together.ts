import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { findFates, isTooLarge } from '../mongo-writes/insert-together.ts';
import {
  duplicateKeyCode,
  errorOfCode,
  failuresOf,
  readableError,
  unavailableRefusal,
} from './mongo-errors.ts';
import { removeStages, replaceStages, type Stored, type StoredEvent } from './stored.ts';
import type { Document } from '../store.ts';

/**
 * A write over what is there. `base`: the version that must be there, or `removed` for what is left of a removed document.
 * Without a document it removes.
 */
export type OverWrite = {
  id: string;
  base: number | 'removed';
  document: Document | undefined;
  mark: string;
  author: string;
  events: readonly StoredEvent[];
};

export type ReplaceOutcome = { kind: 'done' } | { kind: 'conflict' } | { kind: 'duplicate'; index: string };

const done = { kind: 'done' } as const;
const conflict = { kind: 'conflict' } as const;

/** A group has for each document only writes over the same version, so that at most one of them can win. */
export function startReplaceGroup(): (write: OverWrite) => boolean {
  const bases = new Map<string, OverWrite['base']>();
  return ({ id, base }) => {
    const known = bases.get(id);
    if (known === undefined) bases.set(id, base);
    return known === undefined || known === base;
  };
}

/**
 * Replaces documents with one command and finds out what became of each. The server says how many it found as they had to be.
 * If that is all, all won. Else the documents are read: who finds the mark of its own write won, and when as many winners are
 * found as the server counted, the others lost. What cannot be proven so (a winner that was overwritten four times before it
 * was read) is refused as `unavailable`: nobody is told a guess.
 */
export async function replaceTogether(
  collection: Collection<Stored>,
  writes: readonly OverWrite[],
): Promise<(ReplaceOutcome | Error)[]> {
  try {
    const { matchedCount } = await collection.bulkWrite(writes.map(operationOf), { ordered: false });
    return await outcomesOf(collection, writes, { matchedCount, failures: new Map() });
  } catch (error) {
    const failures = failuresOf(error);
    if (failures !== undefined) {
      const { matchedCount } = error as { matchedCount: number };
      return outcomesOf(collection, writes, { matchedCount, failures });
    }
    const readable = readableError(error);
    if (!isTooLarge(readable) || writes.length === 1) return writes.map(() => readable);
    return (await Promise.all(writes.map((write) => replaceTogether(collection, [write])))).flat();
  }
}

function operationOf({ id, base, document, mark, author, events }: OverWrite): AnyBulkWriteOperation<Stored> {
  return {
    updateOne: {
      filter: base === 'removed' ? { _id: id, _gone: true } : { _id: id, version: base },
      update: document ? replaceStages({ document, mark, author, events }) : removeStages(mark),
    },
  };
}

type Answer = { matchedCount: number; failures: NonNullable<ReturnType<typeof failuresOf>> };

async function outcomesOf(
  collection: Collection<Stored>,
  writes: readonly OverWrite[],
  { matchedCount, failures }: Answer,
): Promise<(ReplaceOutcome | Error)[]> {
  const open = writes.filter((_, place) => !failures.has(place));
  const haveAllWon = matchedCount === open.length;
  const won = haveAllWon ? new Set(open) : await findWinners(collection, open);
  const isProven = won.size >= matchedCount;
  return writes.map((write, place): ReplaceOutcome | Error => {
    const failure = failures.get(place);
    if (failure?.code === duplicateKeyCode) return { kind: 'duplicate', index: failure.index };
    if (failure) return errorOfCode(failure.code);
    if (won.has(write)) return done;
    return isProven ? conflict : unavailableRefusal();
  });
}

async function findWinners(
  collection: Collection<Stored>,
  writes: readonly OverWrite[],
): Promise<Set<OverWrite>> {
  const there = await findFates(
    collection,
    writes.map(({ id }) => id),
  );
  return new Set(writes.filter(({ id, mark }) => there.get(id)?._writes?.includes(mark)));
}
