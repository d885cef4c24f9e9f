/** A task that must be done at or after a time, however often the process dies before. */
export type Task = { key: string; kind: string; dueAt: number; payload: Record<string, unknown> };

export type TaskHandler = (task: Task & { attempt: number }) => Promise<void>;

/** A task that failed too often. `reason`: the last error's message. */
export type DeadTask = Task & { diedAt: number; reason: string };

/** For operators: tasks that failed too often, and trying one again. */
export interface DeadTasks {
  /** At most 1,000, oldest first. */
  deadTasks(): Promise<DeadTask[]>;
  /** Begins it anew, due now. Refuses `not_found`. */
  revive(key: string): Promise<void>;
}

/** Durable timers and retries in the service's own store: due time, attempts, lease, backoff with jitter, dead letters. */
export interface Work {
  /**
   * Repeating the same `key` keeps the first, as long as that is not done; `replace` puts the new one in its place, also while it
   * is being done (so a handler that wants to run again replaces its own task). Durable when it resolves.
   */
  schedule(task: Task, options?: { replace?: true }): Promise<void>;
  cancel(key: string): Promise<void>;
  /** Starts doing what is due; a handler that throws is tried again later. */
  start(handlers: Record<string, TaskHandler>): Promise<void>;
  stop(): Promise<void>;
}
