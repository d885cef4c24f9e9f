import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Now } from '#platform/clock.ts';
import type { Store } from '../store.ts';
import { lockFile } from '../sqlite-writer/file-lock.ts';
import { type Committer, GroupCommit } from './group-commit.ts';
import { createMemoryCommitter } from '../sqlite-writer/memory-committer.ts';
import { Reader } from './reader.ts';
import { SqliteStore } from './sqlite-store.ts';
import { openWriter } from '../sqlite-writer/writer.ts';

type Options = { file: string; now: Now; sweepEveryMs?: number };

/**
 * Opens one service's documents in one file (`:memory:` for tests), for this process alone. Refuses `data_in_use`.
 * Expired documents are swept every 30 s and may be served until then.
 */
export async function openSqliteStore({ file, now, sweepEveryMs = 30_000 }: Options): Promise<Store> {
  const { db, committer } = file === ':memory:' ? openMemory() : await openFile(file);
  const reader = new Reader(db);
  const [last] = reader.rows('SELECT max(position) FROM outbox', []);
  return new SqliteStore({
    reader,
    commit: new GroupCommit(committer, Number(last?.[0] ?? 0)),
    now,
    sweepEveryMs,
  });
}

type Opened = { db: DatabaseSync; committer: Committer };

function openMemory(): Opened {
  const db = new DatabaseSync(':memory:');
  return { db, committer: createMemoryCommitter(db) };
}

/** Reads on this thread, writes on the writer thread. */
async function openFile(file: string): Promise<Opened> {
  mkdirSync(dirname(file), { recursive: true });
  const unlock = lockFile(file);
  try {
    const writer = await openWriter(file);
    const db = new DatabaseSync(file, { readOnly: true });
    return {
      db,
      committer: {
        commit: (operations) => writer.commit(operations),
        close: () => closeFile(db, writer, unlock),
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function closeFile(db: DatabaseSync, writer: Committer, unlock: () => void): Promise<void> {
  db.close();
  try {
    // The last end to close folds the log into the file.
    await writer.close();
  } finally {
    unlock();
  }
}
