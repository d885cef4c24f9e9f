/** A time that a doctor is booked for, by the key of the request that asked for it. */
export type Entry = { bookingKey: string; fromAt: number; toAt: number; claimedAt: number };

export const overlaps = (
  one: Pick<Entry, 'fromAt' | 'toAt'>,
  other: Pick<Entry, 'fromAt' | 'toAt'>,
): boolean => one.fromAt < other.toAt && other.fromAt < one.toAt;

const dayMs = 86_400_000;

/** The days (UTC) that a time touches: one, or two when it goes over midnight. */
export function daysOf({ fromAt, toAt }: Pick<Entry, 'fromAt' | 'toAt'>): number[] {
  const first = Math.floor(fromAt / dayMs);
  const last = Math.floor((toAt - 1) / dayMs);
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, n) => first + n);
}
