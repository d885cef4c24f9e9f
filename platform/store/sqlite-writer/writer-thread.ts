import { closeSync, fdatasync, openSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { Checkpointer, LogKeeper } from './checkpoints.ts';
import { Engine } from './engine.ts';
import type { ThreadAnswer, ThreadRequest } from './thread-messages.ts';

// The thread that holds the writing end of every data file of the process, so that no commit ever keeps a request waiting for
// the main thread. SQLite itself syncs only at checkpoints (`synchronous = NORMAL`); the log is synced here after each commit
// with fdatasync, which gives the promise of `FULL` at a fraction of the time, and commits to other files go on meanwhile.

const syncData = promisify(fdatasync);
type OpenFile = { db: DatabaseSync; engine: Engine; log: number; keeper: LogKeeper };
const checkpointer = new Checkpointer();
const files = new Map<string, OpenFile>();

function openFile(file: string): void {
  const db = new DatabaseSync(file);
  // What was removed must not stay readable in free pages: a shredded key is among it.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
  const engine = new Engine(db);
  files.set(file, {
    db,
    engine,
    log: openSync(`${file}-wal`, 'r+'),
    keeper: new LogKeeper(db, file, checkpointer),
  });
}

async function closeFile(file: string): Promise<void> {
  const open = files.get(file);
  files.delete(file);
  if (open === undefined) return;
  await open.keeper.close();
  closeSync(open.log);
  open.db.close();
}

async function answer(request: ThreadRequest): Promise<ThreadAnswer['outcome']> {
  const { file } = request;
  if (request.kind === 'open') openFile(file);
  if (request.kind === 'close') await closeFile(file);
  if (request.kind !== 'commit') return undefined;
  const open = files.get(file);
  if (open === undefined) throw new Error('The file is not open.');
  const outcome = open.engine.run(request.operations);
  if (outcome.kind === 'committed') await syncData(open.log);
  setImmediate(() => open.keeper.afterCommit());
  return outcome;
}

// As the main thread does after its start: a killed one leaves nothing compiled behind.
flushCompileCache();

const port = parentPort;
port?.on('message', (request: ThreadRequest) => {
  const { number } = request;
  answer(request).then(
    (outcome) => port.postMessage({ number, outcome } satisfies ThreadAnswer),
    (error: unknown) => port.postMessage({ number, error } satisfies ThreadAnswer),
  );
});
