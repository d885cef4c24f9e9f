import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import { createBreaker } from '#platform/resilience/breaker.ts';
import { createBulkhead } from '#platform/resilience/bulkhead.ts';
import { isOutage } from '#platform/resilience/outage.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';

const target = 'stripe';

/** How many calls may be under way, and how many more may wait: fewer than billing's tasks, so that a slow Stripe leaves room. */
const mostAtOnce = 8;
const mostWaiting = 4;

export type GuardCall = <T>(name: string, call: () => Promise<T>) => Promise<T>;

/** Every call has a deadline, and Stripe is left alone while it does not answer. Refuses `unavailable`, `deadline_exceeded`. */
export function createGuardCalls(deps: { metrics: Metrics; log: Log; deadlineMs: number }): GuardCall {
  const { metrics, deadlineMs } = deps;
  const breaker = createBreaker({ ...deps, target });
  const bulkhead = createBulkhead({ target, limit: mostAtOnce, queue: mostWaiting, metrics });
  const seconds = metrics.histogram({
    name: 'bedside_stripe_call_duration_seconds',
    help: 'Time from asking Stripe to its answer, by call; `outage` when there was none.',
    labels: ['call', 'outcome'],
  });

  return async (name, call) => {
    const end = seconds.startTimer({ call: name });
    try {
      const result = await bulkhead(() =>
        breaker(() => withDeadline(call(), deadlineMs, `Stripe's ${name}`)),
      );
      end({ outcome: 'answered' });
      return result;
    } catch (error) {
      end({ outcome: isOutage(error) ? 'outage' : 'failed' });
      throw error;
    }
  };
}
