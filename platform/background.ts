import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { withDeadline } from './resilience/with-deadline.ts';

/** Work that nobody waits for: named, counted, its errors logged, finished before the process ends. */
export type Background = {
  /** Starts it at once. After the drain nothing is started any more. */
  run(task: string, work: () => Promise<unknown>): void;
  /** Waits until all of it, and what it started in turn, is done; gives the names of what was not in time. */
  drain(deadlineMs: number): Promise<string[]>;
};

export function createBackground({ log, metrics }: { log: Log; metrics: Metrics }): Background {
  const labels = ['task', 'outcome'] as const;
  const finished = metrics.counter({
    name: 'bedside_background_total',
    help: 'Background tasks that ended.',
    labels,
  });
  const waiting = metrics.gauge({ name: 'bedside_background_running', help: 'Background tasks under way.' });
  const running = new Map<Promise<void>, string>();
  let isClosed = false;

  async function runOne(task: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      finished.inc({ task, outcome: 'ok' });
    } catch (err) {
      finished.inc({ task, outcome: 'failed' });
      log.error({ task, err }, 'background task failed');
    }
  }

  async function untilIdle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.keys());
  }

  return {
    run(task, work) {
      if (isClosed) return log.warn({ task }, 'background task came after the drain');
      const ended = runOne(task, work).finally(() => {
        running.delete(ended);
        waiting.dec();
      });
      running.set(ended, task);
      waiting.inc();
    },
    async drain(deadlineMs) {
      try {
        await withDeadline(untilIdle(), deadlineMs, 'background work');
      } catch {
        log.warn({ tasks: [...running.values()] }, 'background work was not done in time');
      }
      isClosed = true;
      return [...running.values()];
    },
  };
}
