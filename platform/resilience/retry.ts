import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import type { Metrics } from '../metrics.ts';
import { mayAskAgain } from './outage.ts';

/** Does the work again when it fails in a way that may pass. A signal that is aborted ends the trying. */
export type Retry = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

type Deps = {
  target: string;
  metrics: Metrics;
  /** Beyond the first. */
  retries?: number;
  firstDelayMs?: number;
  maxDelayMs?: number;
  mayRetry?: (error: unknown) => boolean;
};

/** Pauses grow and are spread by chance, so that many callers do not come back at the same moment. */
export function createRetry(deps: Deps): Retry {
  const {
    target,
    metrics,
    retries = 2,
    firstDelayMs = 30,
    maxDelayMs = 1_000,
    mayRetry = mayAskAgain,
  } = deps;
  const counted = metrics.counter({
    name: 'bedside_retries_total',
    help: 'Calls done again.',
    labels: ['target'],
  });
  const policy = retry(handleWhen(mayRetry), {
    maxAttempts: retries,
    backoff: new ExponentialBackoff({ initialDelay: firstDelayMs, maxDelay: maxDelayMs }),
  });
  policy.onRetry(() => counted.inc({ target }));
  return (work, signal) => policy.execute(work, signal);
}
