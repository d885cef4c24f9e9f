import type { Collection } from 'mongodb';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { CollectionDeclaration } from '../store.ts';
import { mongoIndexName } from './declare-indexes.ts';
import { readableError } from '../mongo-writes/mongo-errors.ts';
import { mayBeSwept, type Stored } from '../mongo-writes/stored.ts';

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
  };
  const begin = () => {
    sweeping ??= sweepAll().finally(() => {
      sweeping = undefined;
    });
  };
  const timer = setInterval(begin, sweepEveryMs).unref();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await sweeping;
  };
}

async function sweep({ native, declaration }: Swept, until: number): Promise<void> {
  await native.deleteMany({ _since: { $exists: true, $eq: mayBeSwept } }, { hint: '_since' });
  for (const [name, index] of Object.entries(declaration.indexes)) {
    const [field] = index.fields;
    if (!index.expires || field === undefined) continue;
    const due = { [field]: { $exists: true, $lte: until }, _since: { $exists: false } };
    // Not one transaction: the server lets others in between, and what is cut off goes on in the next round.
    await native.deleteMany(due, { hint: mongoIndexName(name, index) });
  }
}
