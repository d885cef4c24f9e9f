import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { Engine } from './engine.ts';
import type { Committer } from './group-commit.ts';

const syncData = promisify(fdatasync);

/** Writes on the caller's own thread, and to memory: for tests of what stands on a store. */
export function createMemoryCommitter(db: DatabaseSync): Committer {
  const engine = new Engine(db);
  return {
    commit: async (operations) => engine.run(operations),
    close: async () => db.close(),
  };
}

/**
 * Writes to a file. SQLite itself syncs only at checkpoints (`synchronous = NORMAL`); the log is synced here after each
 * commit, off the thread and with fdatasync, which gives the promise of `FULL` at a fraction of the time.
 */
export function createFileCommitter(db: DatabaseSync, file: string): Committer {
  const engine = new Engine(db);
  const log = openSync(`${file}-wal`, 'r+');
  return {
    async commit(operations) {
      const outcome = engine.run(operations);
      if (outcome.kind === 'committed') await syncData(log);
      return outcome;
    },
    async close() {
      closeSync(log);
      db.close();
    },
  };
}
