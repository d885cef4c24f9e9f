import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Now } from '#platform/clock.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { KeyedQueue } from '#platform/keyed-queue.ts';
import type { Log } from '#platform/log.ts';
import { isOutage } from '#platform/resilience/outage.ts';
import type { TaskHandler, Work } from '#platform/work/work.ts';

export type TaskKind = 'charge' | 'payer' | 'webhook';

/** Work that is done soon, and again after any crash, until it is done. */
export type BillingTasks = {
  advanceCharge(chargeId: string): Promise<void>;
  preparePayer(payerId: string): Promise<void>;
  applyWebhook(eventId: string): Promise<void>;
};

export type RetryPauses = { firstMs: number; longestMs: number };
type Deps = { work: Work; now: Now };

const Payload = z.object({ id: z.string(), failures: z.int().nonnegative() });

/** The same task again takes the place of the one before, also of one under way: what it is about may have changed. */
export function createTasks({ work, now }: Deps): BillingTasks {
  const soon = (kind: TaskKind) => (id: string) =>
    work.schedule(
      { key: `${kind}:${id}`, kind, dueAt: now(), payload: { id, failures: 0 } },
      { replace: true },
    );
  return { advanceCharge: soon('charge'), preparePayer: soon('payer'), applyWebhook: soon('webhook') };
}

type HandlerDeps = Deps & {
  log: Log;
  inOrder: KeyedQueue;
  pauses: RetryPauses;
  operations: Record<TaskKind, (id: string) => Promise<void>>;
};

/**
 * One operation per kind. When the payment provider is away the task comes back with growing pauses for as long as that
 * lasts; only what fails otherwise counts as a failed try and may end among the dead letters.
 */
export function createTaskHandlers({ work, now, log, inOrder, pauses, operations }: HandlerDeps) {
  const handlerOf =
    (kind: TaskKind): TaskHandler =>
    async ({ key, payload }) => {
      const { id, failures } = Payload.parse(payload);
      try {
        await inOrder(key, () => operations[kind](id));
      } catch (error) {
        if (!(error instanceof Refusal) || !isOutage(error)) throw error;
        const dueAt = now() + pauseMs(key, failures, pauses);
        log.warn({ kind, failures, reason: error.message }, 'payments are away; the task comes back');
        const again = { key, kind, dueAt, payload: { id, failures: failures + 1 } };
        await work.schedule(again, { replace: true });
      }
    };
  return { charge: handlerOf('charge'), payer: handlerOf('payer'), webhook: handlerOf('webhook') };
}

/** Doubles each time, then stays; spread by the key, so that all that failed together does not come back together. */
function pauseMs(key: string, failures: number, { firstMs, longestMs }: RetryPauses): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 30));
  const spread = createHash('sha256').update(`${key}:${failures}`).digest().readUInt8(0) / 255;
  return Math.round(whole * (0.5 + spread / 2));
}
