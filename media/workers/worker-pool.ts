import { EventEmitter, once } from 'node:events';
import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '#platform/log.ts';
import { leastLoaded } from './least-loaded.ts';
import { MediaWorker } from './media-worker.ts';
import { watchAnswers } from './watch-answers.ts';

type Deps = {
  count: number;
  startWorker: (index: number) => Promise<MediaWorker>;
  log: Log;
  patienceMs?: number;
};

const longestRetryMs = 2_000;
/** Starting a process holds this one up for a while, in which the rooms of the dead worker are better served. */
const calmMs = 500;

/** The workers of this node. One that dies is announced, then replaced; one that hangs is ended first. */
export class WorkerPool extends EventEmitter<{ died: [MediaWorker]; replaced: [] }> {
  readonly #deps: Deps;
  readonly #workers: (MediaWorker | undefined)[];
  #isClosed = false;

  static async create(deps: Deps): Promise<WorkerPool> {
    const starting = Array.from({ length: deps.count }, (_, index) => deps.startWorker(index));
    const started = await Promise.allSettled(starting);
    const workers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = started.find((one) => one.status === 'rejected');
    if (!failed) return new WorkerPool(deps, workers);
    for (const worker of workers) worker.close();
    throw failed.reason;
  }

  private constructor(deps: Deps, workers: MediaWorker[]) {
    super();
    this.#deps = deps;
    this.#workers = [...workers];
    workers.forEach((worker, index) => this.#watch(worker, index));
  }

  get workers(): MediaWorker[] {
    return this.#workers.filter((worker) => worker !== undefined);
  }

  /** The worker with the least to do. Refuses `no_media_node` when none comes up in time. */
  async pick(): Promise<MediaWorker> {
    const worker = leastLoaded(this.workers);
    if (worker) return worker;
    await this.#untilReplaced();
    return this.pick();
  }

  /** Rejects when no worker answers: then no call could be held here. */
  async demandWell(): Promise<void> {
    await Promise.any(this.workers.map((worker) => worker.demandAnswer()));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const worker of this.workers) worker.close();
    this.#workers.length = 0;
  }

  #watch(worker: MediaWorker, index: number): void {
    this.#workers[index] = worker;
    watchAnswers(worker, () => {
      this.#deps.log.error({ workerPid: worker.pid }, 'media worker does not answer and is ended');
      worker.kill();
    });
    worker.once('died', () => {
      this.#workers[index] = undefined;
      this.#deps.log.error({ workerPid: worker.pid, rooms: worker.rooms }, 'media worker died');
      this.emit('died', worker);
      // Where no other lives, everybody waits for it.
      if (this.workers.length === 0) this.#startReplacing(index);
      else setTimeout(() => this.#startReplacing(index), calmMs).unref();
    });
  }

  #startReplacing(index: number): void {
    this.#replace(index, 100).catch((err: unknown) => {
      this.#deps.log.error({ err }, 'media worker could not be replaced');
    });
  }

  async #replace(index: number, retryMs: number): Promise<void> {
    if (this.#isClosed) return;
    try {
      const worker = await this.#deps.startWorker(index);
      if (this.#isClosed) return worker.close();
      this.#watch(worker, index);
      this.#deps.log.info({ workerPid: worker.pid }, 'media worker replaced');
      this.emit('replaced');
    } catch (err) {
      this.#deps.log.error({ err, retryMs }, 'media worker did not start');
      await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
      await this.#replace(index, Math.min(longestRetryMs, retryMs * 2));
    }
  }

  async #untilReplaced(): Promise<void> {
    try {
      await once(this, 'replaced', { signal: AbortSignal.timeout(this.#deps.patienceMs ?? 5_000) });
    } catch (cause) {
      throw new Refusal('no_media_node', 'Video is not available right now. Please try again.', { cause });
    }
  }
}
