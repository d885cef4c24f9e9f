import { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';

// Folds a file's log into the file while the writer thread goes on writing to the log.

const port = parentPort;
port?.on('message', (file: string) => {
  try {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_checkpoint(PASSIVE)');
    db.close();
  } catch {
    // A full disk, say: the log stays as it is, and the writer asks again later.
  }
  port.postMessage(file);
});
