import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Now } from '#platform/clock.ts';
import type { Store } from '../store.ts';
import { lockFile } from './file-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { createFileCommitter, createMemoryCommitter } from './inline-committer.ts';
import { Reader } from './reader.ts';
import { SqliteStore } from './sqlite-store.ts';

type Options = { file: string; now: Now; sweepEveryMs?: number };

/**
 * Opens one service's documents in one file (`:memory:` for tests), for this process alone. Refuses `data_in_use`.
 * Expired documents are swept every 30 s and may be served until then.
 */
export async function openSqliteStore({ file, now, sweepEveryMs = 30_000 }: Options): Promise<Store> {
  if (file === ':memory:') {
    const db = new DatabaseSync(file);
    const commit = new GroupCommit(createMemoryCommitter(db));
    return new SqliteStore({ reader: new Reader(db), commit, now, sweepEveryMs, release: () => undefined });
  }
  mkdirSync(dirname(file), { recursive: true });
  const release = lockFile(file);
  try {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const commit = new GroupCommit(createFileCommitter(db, file));
    return new SqliteStore({ reader: new Reader(db), commit, now, sweepEveryMs, release });
  } catch (error) {
    release();
    throw error;
  }
}
