import type { Part } from './lifecycle.ts';
import { withDeadline } from './resilience/with-deadline.ts';

/** A check resolves when the thing is well; what it throws or a missed deadline means it is not. */
export type HealthCheck = () => Promise<void> | void;
export type CheckResult = { check: string; isOk: boolean; tookMs: number };
export type HealthReport = { isOk: boolean; checks: CheckResult[] };

/** What an orchestrator asks: is the process alive, and may it get work? It answers by names alone, never by errors. */
export type Health = {
  add(check: string, run: HealthCheck): void;
  /** Whether the process is worth keeping. That it answers is the proof. */
  livez(): HealthReport;
  /** Whether it may be sent work: not while it drains or a check fails. Checks run side by side. */
  readyz(): Promise<HealthReport>;
  /** From now on not ready, whatever the checks say, and for this reason. */
  hold(reason: string): void;
  /** The checks decide again. */
  release(): void;
};

type Deps = { now: () => number; deadlineMs?: number; onFailure?: (check: string, error: unknown) => void };

export function createHealth({ now, deadlineMs = 1_000, onFailure }: Deps): Health {
  const checks = new Map<string, HealthCheck>();
  let held: string | undefined;

  async function runCheck(check: string, run: HealthCheck): Promise<CheckResult> {
    const startedAt = now();
    const result = (isOk: boolean) => ({ check, isOk, tookMs: now() - startedAt });
    try {
      await withDeadline(async () => run(), deadlineMs, check);
      return result(true);
    } catch (error) {
      onFailure?.(check, error);
      return result(false);
    }
  }

  return {
    add(check, run) {
      if (checks.has(check)) throw new Error(`There is already a health check ${check}.`);
      checks.set(check, run);
    },
    livez: () => ({ isOk: true, checks: [] }),
    async readyz() {
      if (held !== undefined) return { isOk: false, checks: [{ check: held, isOk: false, tookMs: 0 }] };
      const results = await Promise.all([...checks].map(([check, run]) => runCheck(check, run)));
      return { isOk: results.every(({ isOk }) => isOk), checks: results };
    },
    hold(reason) {
      held = reason;
    },
    release() {
      held = undefined;
    },
  };
}

/** To be added after every other part: the process is ready when all of them are started, and until it drains. */
export function readyWhenStarted(health: Health): Part {
  health.hold('starting');
  return {
    name: 'readiness',
    start: async () => health.release(),
    // So that no new work arrives while the old is finished.
    drain: async () => health.hold('draining'),
  };
}
