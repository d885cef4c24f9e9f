import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { isOutage } from './outage.ts';

/** Stops asking a target that does not answer: refuses `unavailable` at once, and lets one call through now and then. */
export type Breaker = <T>(work: () => Promise<T>) => Promise<T>;

type Deps = {
  target: string;
  metrics: Metrics;
  log: Log;
  /** Failures in a row that open it. */
  failures?: number;
  firstPauseMs?: number;
  maxPauseMs?: number;
  isFailure?: (error: unknown) => boolean;
};

export function createBreaker(deps: Deps): Breaker {
  const {
    target,
    metrics,
    log,
    failures = 5,
    firstPauseMs = 500,
    maxPauseMs = 10_000,
    isFailure = isOutage,
  } = deps;
  const open = metrics.gauge({
    name: 'bedside_breakers_open',
    help: 'Targets not asked now.',
    labels: ['target'],
  });
  const policy = circuitBreaker(handleWhen(isFailure), {
    breaker: new ConsecutiveBreaker(failures),
    halfOpenAfter: new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: maxPauseMs }),
  });
  let wasOpen = false;
  policy.onStateChange((state) => {
    const isOpen = state !== CircuitState.Closed;
    if (isOpen === wasOpen) return;
    wasOpen = isOpen;
    open.inc({ target }, isOpen ? 1 : -1);
    log.warn(
      { target },
      isOpen ? 'the target does not answer and is left alone' : 'the target answers again',
    );
  });

  return async (work) => {
    try {
      return await policy.execute(work);
    } catch (cause) {
      if (!isBrokenCircuitError(cause)) throw cause;
      throw new Refusal('unavailable', `${target} does not answer now.`, {
        cause,
        retryAfterMs: firstPauseMs,
      });
    }
  };
}
