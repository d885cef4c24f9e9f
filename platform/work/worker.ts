import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { ClaimedTask, TaskStore } from './task-store.ts';
import type { Timers } from './timers.ts';
import type { DeadTask, DeadTasks, Task, TaskHandler, Work } from './work.ts';
import type { WorkTuning } from './work-tuning.ts';

type Deps = {
  tasks: TaskStore;
  now: Now;
  log: Log;
  random: () => number;
  timers: Timers;
  tuning: WorkTuning;
  /** Nobody else works on this store, so leases that are there at the start are those of a dead process. */
  isStoreOwn: boolean;
};

/** Sleeps until the next task is due, takes what is due under a lease, and does it. */
export class Worker implements Work, DeadTasks {
  readonly #deps: Deps;
  readonly #running = new Set<Promise<void>>();
  #handlers: ReadonlyMap<string, TaskHandler> = new Map();
  #isOpen = false;
  #looking: Promise<void> | undefined;
  #mustLookAgain = false;
  #wakeAt = Number.POSITIVE_INFINITY;
  #cancelTimer: () => void = () => undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async schedule(task: Task, { replace }: { replace?: true } = {}): Promise<void> {
    await (replace ? this.#deps.tasks.put(task) : this.#deps.tasks.add(task));
    // A look under way may have read before this commit.
    if (this.#looking) this.#mustLookAgain = true;
    else if (task.dueAt < this.#wakeAt) this.#sleepUntil(task.dueAt);
  }

  cancel(key: string): Promise<void> {
    return this.#deps.tasks.remove(key);
  }

  deadTasks(): Promise<DeadTask[]> {
    return this.#deps.tasks.dead();
  }

  async revive(key: string): Promise<void> {
    await this.#deps.tasks.revive(key);
    this.#look();
  }

  async start(handlers: Record<string, TaskHandler>): Promise<void> {
    this.#handlers = new Map(Object.entries(handlers));
    if (this.#deps.isStoreOwn) await this.#deps.tasks.endLeases();
    this.#isOpen = true;
    this.#look();
  }

  async stop(): Promise<void> {
    this.#isOpen = false;
    this.#cancelTimer();
    await this.#looking;
    // Each has its deadline, so this ends.
    await Promise.all(this.#running);
  }

  #look(): void {
    this.#mustLookAgain = true;
    this.#looking ??= this.#lookAll().finally(() => {
      this.#looking = undefined;
    });
  }

  async #lookAll(): Promise<void> {
    while (this.#isOpen && this.#mustLookAgain) {
      this.#mustLookAgain = false;
      try {
        await this.#takeDue();
      } catch (err) {
        this.#deps.log.error({ err }, 'due tasks could not be read');
        this.#sleepUntil(this.#deps.now() + this.#deps.tuning.firstRetryMs);
      }
    }
  }

  async #takeDue(): Promise<void> {
    const { tasks, tuning } = this.#deps;
    const room = tuning.mostAtOnce - this.#running.size;
    // The next that ends looks again.
    if (room <= 0) return;
    const claimed = await tasks.claim(room, tuning.leaseMs);
    for (const task of claimed) this.#begin(task);
    const wakeAt = await tasks.nextWake();
    this.#sleepUntil(wakeAt ?? Number.POSITIVE_INFINITY);
  }

  #sleepUntil(wakeAt: number): void {
    if (!this.#isOpen) return;
    const { now, timers, tuning } = this.#deps;
    this.#cancelTimer();
    this.#wakeAt = wakeAt;
    const wake = () => {
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.#look();
    };
    this.#cancelTimer = timers(wake, Math.max(0, Math.min(wakeAt - now(), tuning.longestSleepMs)));
  }

  #begin(task: ClaimedTask): void {
    const ended = this.#do(task).finally(() => {
      this.#running.delete(ended);
      this.#look();
    });
    this.#running.add(ended);
  }

  async #do(task: ClaimedTask): Promise<void> {
    const { tasks, tuning, log } = this.#deps;
    const { lease: _, ...given } = task;
    try {
      const handle = this.#handlers.get(task.kind);
      if (handle === undefined) throw new Error(`Nothing handles tasks of the kind ${task.kind}.`);
      await withDeadline(() => handle(given), tuning.leaseMs * 0.9, `The task ${task.kind}`);
      await tasks.finish(task);
    } catch (err) {
      await this.#fail(task, err).catch((error: unknown) => {
        log.error({ kind: task.kind, err: error }, 'a failed task could not be noted; its lease will end');
      });
    }
  }

  async #fail(task: ClaimedTask, err: unknown): Promise<void> {
    const { tasks, now, log, random, tuning } = this.#deps;
    const { kind, attempt } = task;
    if (attempt >= tuning.tries) {
      log.error({ kind, attempt, err }, 'a task failed too often');
      return tasks.bury(task, err instanceof Error ? err.message : String(err));
    }
    log.warn({ kind, attempt, err }, 'a task failed and is tried again');
    const waitMs = Math.min(tuning.longestRetryMs, tuning.firstRetryMs * 2 ** (attempt - 1));
    // Between half and the whole wait, so that what failed together does not come back together.
    await tasks.retryAt(task, now() + Math.round(waitMs * (0.5 + random() / 2)));
  }
}
