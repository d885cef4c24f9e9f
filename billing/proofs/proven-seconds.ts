import type { Interval } from '#contracts/visits/visit.ts';

/** Whole seconds within the intervals, rounded down once; nothing where they overlap or are out of order. */
export function provenSeconds(intervals: readonly Interval[]): number | undefined {
  let milliseconds = 0;
  let lastAt = 0;
  for (const { fromAt, toAt } of intervals) {
    if (fromAt < lastAt || toAt < fromAt) return undefined;
    milliseconds += toAt - fromAt;
    lastAt = toAt;
  }
  return Math.floor(milliseconds / 1000);
}

/** Whether the seconds are those of the intervals, no more and no less. */
export const isProven = (billed: { billableSeconds: number; intervals: readonly Interval[] }): boolean =>
  provenSeconds(billed.intervals) === billed.billableSeconds;
