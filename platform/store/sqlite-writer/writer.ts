import { Worker } from 'node:worker_threads';
import type { Committer } from '../sqlite/group-commit.ts';
import type { GroupOutcome } from './operations.ts';
import type { ThreadAnswer, ThreadRequest } from './thread-messages.ts';

type Waiting = { resolve: (outcome: GroupOutcome | undefined) => void; reject: (error: Error) => void };
type Asked<Request> = Request extends ThreadRequest ? Omit<Request, 'number'> : never;

/** The main thread's end of the writer thread. It keeps the process alive only while something is asked of it. */
class Writer {
  readonly #thread: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #failure: Error | undefined;

  constructor() {
    this.#thread = new Worker(new URL('./writer-thread.ts', import.meta.url), {
      // The thread passes strings on; a small nursery keeps the memory of an idle server low.
      resourceLimits: { maxYoungGenerationSizeMb: 8 },
    });
    this.#thread.unref();
    this.#thread.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    this.#thread.on('error', (error) => this.#fail(error));
    this.#thread.on('exit', () => this.#fail(new Error('The writer thread has ended.')));
  }

  ask(request: Asked<ThreadRequest>): Promise<GroupOutcome | undefined> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const number = ++this.#asked;
      if (this.#waiting.size === 0) this.#thread.ref();
      this.#waiting.set(number, { resolve, reject });
      this.#thread.postMessage({ ...request, number });
    });
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  #settle({ number, outcome, error }: ThreadAnswer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#thread.unref();
    if (error === undefined) waiting?.resolve(outcome);
    else waiting?.reject(asError(error));
  }

  #fail(error: unknown): void {
    this.#failure ??= asError(error);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

const asError = (cause: unknown) =>
  cause instanceof Error ? cause : new Error('The writer thread failed.', { cause });

// One thread serves every file of the process, from the first that is opened until the last is closed.
let shared: { writer: Writer; files: number } | undefined;

/** Starts the thread before the first file is opened. */
export function startWriter(): void {
  shared ??= { writer: new Writer(), files: 0 };
}

/** Opens a file's writing end in the writer thread. */
export async function openWriter(file: string): Promise<Committer> {
  const mine = (shared ??= { writer: new Writer(), files: 0 });
  mine.files++;
  const leave = async () => {
    mine.files--;
    if (mine.files > 0) return;
    if (shared === mine) shared = undefined;
    await mine.writer.end();
  };
  try {
    await mine.writer.ask({ kind: 'open', file });
  } catch (error) {
    await leave();
    throw error;
  }
  return {
    async commit(operations) {
      const outcome = await mine.writer.ask({ kind: 'commit', file, operations });
      if (outcome === undefined) throw new Error('The writer thread gave no outcome.');
      return outcome;
    },
    async close() {
      try {
        await mine.writer.ask({ kind: 'close', file });
      } finally {
        await leave();
      }
    },
  };
}
