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

export const usualTuning: WorkTuning = {
  leaseMs: 30_000,
  tries: 10,
  firstRetryMs: 1_000,
  longestRetryMs: 3_600_000,
  mostAtOnce: 16,
  longestSleepMs: 30_000,
};
