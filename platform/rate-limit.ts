import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RateClass } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';

const perMinute: Record<RateClass, number> = { rare: 30, normal: 120, busy: 1_200 };

/** Counts what a caller asks of one door per class; refuses `too_many_requests` with the time to wait. */
export type RateLimit = (rate: RateClass, caller: string) => Promise<void>;

/** One limit for a process. `factor` scales every class, for tests and load generators. */
export function createRateLimit({ factor = 1 }: { factor?: number } = {}): RateLimit {
  const limiters: Record<RateClass, RateLimiterMemory> = {
    rare: new RateLimiterMemory({ points: perMinute.rare * factor, duration: 60 }),
    normal: new RateLimiterMemory({ points: perMinute.normal * factor, duration: 60 }),
    busy: new RateLimiterMemory({ points: perMinute.busy * factor, duration: 60 }),
  };
  return async function limit(rate, caller) {
    try {
      await limiters[rate].consume(caller);
    } catch (cause) {
      const retryAfterMs = waitOf(cause);
      if (retryAfterMs === undefined) throw cause;
      throw new Refusal('too_many_requests', 'Too many requests. Please wait a moment.', { retryAfterMs });
    }
  };
}

// The limiter rejects with a plain record of its own, which is no Error.
function waitOf(rejected: unknown): number | undefined {
  if (typeof rejected !== 'object' || rejected === null || !('msBeforeNext' in rejected)) return undefined;
  return typeof rejected.msBeforeNext === 'number' ? rejected.msBeforeNext : undefined;
}
