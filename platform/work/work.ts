/** A task that must be done at or after a time, however often the process dies before. */
export type Task = { key: string; kind: string; dueAt: number; payload: Record<string, unknown> };

export type TaskHandler = (task: Task & { attempt: number }) => Promise<void>;

/** Durable timers and retries in the service's own store: due time, attempts, lease, backoff with jitter, dead letters. */
export interface Work {
  /** Repeating the same `key` keeps the first; `replace` moves it to the new time. Durable when it resolves. */
  schedule(task: Task, options?: { replace?: true }): Promise<void>;
  cancel(key: string): Promise<void>;
  /** Starts doing what is due; a handler that throws is tried again later. */
  start(handlers: Record<string, TaskHandler>): Promise<void>;
  stop(): Promise<void>;
}
