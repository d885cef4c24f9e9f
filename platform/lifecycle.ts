import type { Log } from './log.ts';
import { withDeadline } from './resilience/with-deadline.ts';

/**
 * One thing that starts and stops with the process. `drain` ends what is new (no more connections, no more claims)
 * before anything is stopped; `stop` releases what it holds, and may be called although `start` failed half-way.
 */
export type Part = {
  name: string;
  start?: () => Promise<void>;
  drain?: () => Promise<void>;
  stop?: () => Promise<void>;
};

export type Lifecycle = {
  /** Parts start in the order in which they were added, and drain and stop in the reverse order. */
  add(part: Part): void;
  /** Starts every part. If one fails, those that were started are stopped, and its error is thrown. */
  start(): Promise<void>;
  /** Drains, then stops; each part has a deadline, and none hinders the next. The same promise however often called. */
  stop(): Promise<void>;
};

type Deps = { log: Log; startDeadlineMs?: number; drainDeadlineMs?: number; stopDeadlineMs?: number };

export function createLifecycle(deps: Deps): Lifecycle {
  const { log, startDeadlineMs = 60_000, drainDeadlineMs = 20_000, stopDeadlineMs = 5_000 } = deps;
  const parts: Part[] = [];
  const started: Part[] = [];
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  async function startAll(): Promise<void> {
    for (const part of parts) {
      if (stopping) return;
      started.push(part);
      await withDeadline(async () => part.start?.(), startDeadlineMs, `starting ${part.name}`);
    }
  }

  async function attempt(phase: 'drain' | 'stop', part: Part, deadlineMs: number): Promise<void> {
    try {
      await withDeadline(async () => part[phase]?.(), deadlineMs, `${phase} of ${part.name}`);
    } catch (err) {
      log.error({ part: part.name, phase, err }, 'a part did not end well');
    }
  }

  async function stopAll(): Promise<void> {
    // A part that is just starting must be up before it can be stopped.
    await starting?.catch(() => undefined);
    const latestFirst = started.toReversed();
    await Promise.all(latestFirst.map((part) => attempt('drain', part, drainDeadlineMs)));
    for (const part of latestFirst) await attempt('stop', part, stopDeadlineMs);
  }

  const stop = () => (stopping ??= stopAll());

  return {
    add(part) {
      if (starting) throw new Error(`${part.name} was added after the start.`);
      parts.push(part);
    },
    async start() {
      starting ??= startAll();
      try {
        await starting;
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}
