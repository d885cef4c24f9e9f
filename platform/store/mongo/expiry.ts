import type { Collection } from 'mongodb';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { CollectionDeclaration } from '../store.ts';
import { mongoIndexName } from './declare-indexes.ts';
import { readableError } from '../mongo-writes/mongo-errors.ts';
import type { Stored } from '../mongo-writes/stored.ts';

const batch = 500;

export type Swept = { native: Collection<Stored>; declaration: CollectionDeclaration };
type Deps = { collections: () => Iterable<Swept>; now: Now; log: Log; sweepEveryMs: number };

/**
 * Removes expired documents now and then, and what is left of removed ones. Every process may do so at once. MongoDB's own
 * expiry goes by the server's clock and by dates, and would take events along that are not published yet.
 */
export function startExpiry({ collections, now, log, sweepEveryMs }: Deps): () => Promise<void> {
  let sweeping: Promise<void> | undefined;
  let isStopped = false;
  const sweepAll = async () => {
    try {
      for (const swept of collections()) if (!isStopped) await sweep(swept, now());
    } catch (error) {
      // The next round tries again.
      log.warn({ err: readableError(error) }, 'expired documents could not be removed');
    }
    sweeping = undefined;
  };
  const timer = setInterval(() => (sweeping ??= sweepAll()), sweepEveryMs).unref();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await sweeping;
  };
}

async function sweep({ native, declaration }: Swept, until: number): Promise<void> {
  await native.deleteMany({ _gone: true, _since: { $exists: false } }, { hint: '_gone' });
  for (const [name, index] of Object.entries(declaration.indexes)) {
    const [field] = index.fields;
    if (!index.expires || field === undefined) continue;
    const due = { [field]: { $exists: true, $lte: until }, _since: { $exists: false } };
    for (let count = batch; count === batch; ) {
      const options = { hint: mongoIndexName(name, index), projection: { _id: 1 }, limit: batch };
      const found = await native.find(due, options).toArray();
      count = found.length;
      // Still due: it may have been prolonged meanwhile.
      if (count > 0) await native.deleteMany({ _id: { $in: found.map(({ _id }) => _id) }, ...due });
    }
  }
}
