import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attempts, countTry, lockedForMs, noAttempts } from './attempts.ts';

const minute = 60_000;

/** Tries whenever it is allowed; answers how many tries that made within the time. */
function triesWithin(spanMs: number, everyMs: number): number {
  let [attempts, count]: [Attempts, number] = [noAttempts, 0];
  for (let now = 1; now <= spanMs; now += everyMs) {
    if (lockedForMs(attempts, now) > 0) continue;
    attempts = countTry(attempts, { now, tries: 5 });
    count++;
  }
  return count;
}

describe('wrong passwords', () => {
  it('lock for a minute, two, four, eight, then a quarter of an hour', () => {
    let [attempts, now] = [noAttempts, 1];
    const locks = Array.from({ length: 10 }, () => {
      attempts = countTry(attempts, { now, tries: 5 });
      const locked = lockedForMs(attempts, now);
      now += locked;
      return locked / minute;
    });
    expect(locks).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 15, 15]);
  });

  it('allow few guesses a day, however they are spread', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 60 * minute }), (everyMs) => {
        expect(triesWithin(24 * 60 * minute, everyMs)).toBeLessThan(110);
      }),
      { numRuns: 50 },
    );
  });

  it('are forgotten after a quiet while', () => {
    let attempts = noAttempts;
    for (let tries = 0; tries < 4; tries++) attempts = countTry(attempts, { now: 1, tries: 5 });
    expect(countTry(attempts, { now: 1 + 6 * 60 * minute, tries: 5 }).failures).toBe(1);
  });
});
