import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

/** Folds the logs of files into them on a thread of its own, which is started when it is first needed. */
export class Checkpointer {
  #thread: Worker | undefined;
  readonly #waiting = new Map<string, () => void>();

  fold(file: string): Promise<void> {
    const thread = (this.#thread ??= this.#start());
    return new Promise((resolve) => {
      this.#waiting.set(file, resolve);
      thread.postMessage(file);
    });
  }

  #start(): Worker {
    const thread = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: 2 },
    });
    thread.unref();
    const settle = (file: string) => {
      this.#waiting.get(file)?.();
      this.#waiting.delete(file);
    };
    thread.on('message', settle);
    // The writer then folds the logs itself, when they are long.
    thread.on('error', () => [...this.#waiting.keys()].forEach(settle));
    return thread;
  }
}

const pagesToFold = 4_000;
const pagesToFinish = 400;
const mostPages = 40_000;
const commitsBetweenLooks = 32;

/**
 * Keeps a file's log short without holding up its writer: a log that has grown long is folded by the other thread, and only the
 * few pages that came meanwhile by the writer itself, after which SQLite begins the log anew.
 */
export class LogKeeper {
  readonly #file: string;
  readonly #checkpointer: Checkpointer;
  readonly #measure;
  readonly #finish;
  #commits = 0;
  #folding: Promise<void> | undefined;
  #isClosed = false;

  constructor(db: DatabaseSync, file: string, checkpointer: Checkpointer) {
    db.exec('PRAGMA wal_autocheckpoint = 0');
    this.#file = file;
    this.#checkpointer = checkpointer;
    this.#measure = db.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#finish = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  }

  /** Called when a commit has been answered. */
  afterCommit(): void {
    if (this.#isClosed || this.#folding !== undefined || ++this.#commits % commitsBetweenLooks !== 0) return;
    try {
      this.#look();
    } catch {
      // The disk is full, say. The log keeps everything, and the next look tries again.
    }
  }

  /** Resolves when the other thread has let go of the file. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#folding;
  }

  #look(): void {
    const { log, checkpointed } = this.#measure.get() ?? {};
    const pages = Number(log);
    const left = pages - Number(checkpointed);
    if (pages < pagesToFold) return;
    if (left <= pagesToFinish || pages > mostPages) {
      this.#finish.run();
      return;
    }
    this.#folding = this.#checkpointer.fold(this.#file).then(() => {
      this.#folding = undefined;
      // The sooner, the fewer pages have come meanwhile.
      this.#commits = commitsBetweenLooks - 1;
    });
  }
}
