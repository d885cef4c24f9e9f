import type { DatabaseSync } from 'node:sqlite';
import { Engine } from './engine.ts';
import type { Committer } from '../sqlite/group-commit.ts';

/** Writes to memory on the caller's own thread: for tests of what stands on a store. */
export function createMemoryCommitter(db: DatabaseSync): Committer {
  const engine = new Engine(db);
  return {
    commit: async (operations) => engine.run(operations),
    close: async () => db.close(),
  };
}
