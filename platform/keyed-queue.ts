/** Runs tasks of the same key one after the other, and those of different keys side by side. */
export function createKeyedQueue() {
  const tails = new Map<string, Promise<unknown>>();

  return function enqueue<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = tails.get(key);
    const run = before ? before.then(task, task) : task();
    tails.set(key, run);
    const forget = () => {
      if (tails.get(key) === run) tails.delete(key);
    };
    run.then(forget, forget);
    return run;
  };
}
export type KeyedQueue = ReturnType<typeof createKeyedQueue>;
