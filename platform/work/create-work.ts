import type { NewId, Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Store } from '#platform/store/store.ts';
import { TaskStore } from './task-store.ts';
import { systemTimers, type Timers } from './timers.ts';
import { Worker } from './worker.ts';
import type { DeadTasks, Work } from './work.ts';

export type WorkTuning = {
  /** How long a task is kept from others while a handler does it; the handler's deadline is a little shorter. */
  leaseMs: number;
  /** Attempts before a task goes to the dead letters. */
  tries: number;
  firstRetryMs: number;
  longestRetryMs: number;
  /** Tasks done at the same time. */
  mostAtOnce: number;
  /** A task that another process scheduled is seen after this at the latest. */
  longestSleepMs: number;
};

const usual: WorkTuning = {
  leaseMs: 30_000,
  tries: 10,
  firstRetryMs: 1_000,
  longestRetryMs: 3_600_000,
  mostAtOnce: 16,
  longestSleepMs: 30_000,
};

type Deps = {
  store: Store;
  now: Now;
  newId: NewId;
  log: Log;
  /** In [0, 1), for the jitter of retries. */
  random: () => number;
  timers?: Timers;
  tuning?: Partial<WorkTuning>;
};

/** Durable timers and retries in a service's own store. Nothing is done before `start`. */
export async function createWork({
  store,
  now,
  newId,
  log,
  random,
  timers = systemTimers,
  tuning,
}: Deps): Promise<Work & DeadTasks> {
  const tasks = await TaskStore.open({ store, now, newId });
  return new Worker({ tasks, now, log, random, timers, tuning: { ...usual, ...tuning } });
}
