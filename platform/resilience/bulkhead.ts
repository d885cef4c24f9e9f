import { bulkhead, isBulkheadRejectedError } from 'cockatiel';
import { Refusal } from '#contracts/refusal.ts';
import type { Metrics } from '../metrics.ts';

/** At most so much of one kind of work at once, and so much waiting; what is beyond is refused `unavailable`. */
export type Bulkhead = <T>(work: () => Promise<T>) => Promise<T>;

export function createBulkhead(deps: {
  target: string;
  limit: number;
  queue: number;
  metrics: Metrics;
}): Bulkhead {
  const { target, limit, queue, metrics } = deps;
  const labels = ['target'] as const;
  const refused = metrics.counter({
    name: 'bedside_bulkhead_refused_total',
    help: 'Work refused as too much.',
    labels,
  });
  const policy = bulkhead(limit, queue);

  return async (work) => {
    try {
      return await policy.execute(work);
    } catch (cause) {
      if (!isBulkheadRejectedError(cause)) throw cause;
      refused.inc({ target });
      throw new Refusal('unavailable', `${target} has too much to do now.`, { cause });
    }
  };
}
