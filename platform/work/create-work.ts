import type { NewId, Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Store } from '#platform/store/store.ts';
import { TaskStore } from './task-store.ts';
import { systemTimers, type Timers } from './timers.ts';
import { Worker } from './worker.ts';
import type { DeadTasks, Work } from './work.ts';
import { usualTuning, type WorkTuning } from './work-tuning.ts';

type Deps = {
  store: Store;
  now: Now;
  newId: NewId;
  log: Log;
  /** In [0, 1), for the jitter of retries. */
  random: () => number;
  timers?: Timers;
  tuning?: Partial<WorkTuning>;
  /** This process has the store to itself, as with SQLite: what a dead one had taken is done at once, not after its lease. */
  isStoreOwn?: boolean;
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
  isStoreOwn = false,
}: Deps): Promise<Work & DeadTasks> {
  const tasks = await TaskStore.open({ store, now, newId });
  return new Worker({ tasks, now, log, random, timers, tuning: { ...usualTuning, ...tuning }, isStoreOwn });
}
