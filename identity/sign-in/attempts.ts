/** Wrong passwords for one address, whether or not an account has it. */
export type Attempts = { failures: number; lockedUntil: number; forgetAt: number };

const firstLockMs = 60_000;
const longestLockMs = 15 * 60_000;
const rememberedMs = 6 * 3_600_000;

/** Nothing counted yet. */
export const noAttempts: Attempts = { failures: 0, lockedUntil: 0, forgetAt: 0 };

export const lockedForMs = ({ lockedUntil }: Attempts, now: number): number => Math.max(0, lockedUntil - now);

/**
 * Counts a try before its password is looked at, so that many tries at once get no further than one after the other.
 * The last one allowed locks at once; a right password takes that back. Each further failure doubles the lock.
 */
export function countTry(before: Attempts, { now, tries }: { now: number; tries: number }): Attempts {
  const failures = (before.forgetAt > now ? before.failures : 0) + 1;
  const lockMs =
    failures < tries ? 0 : Math.min(longestLockMs, firstLockMs * 2 ** Math.min(10, failures - tries));
  return { failures, lockedUntil: lockMs === 0 ? 0 : now + lockMs, forgetAt: now + rememberedMs };
}
