import type { Interval } from '#contracts/visits/visit.ts';

/** A span of time; without an end it still lasts. */
export type Span = { fromAt: number; toAt?: number | undefined };

/** When somebody of each side was connected, and when the patient was admitted. In any order, overlapping or not. */
export type Presence = { patient: readonly Span[]; care: readonly Span[]; admitted: readonly Span[] };

/**
 * The time that counts: somebody of both sides connected while the patient was admitted, until `endAt` at the latest.
 * In order, apart from each other, none empty; the same whatever order the spans came in.
 */
export function billableIntervals({ patient, care, admitted }: Presence, endAt: number): Interval[] {
  return intersect(intersect(union(patient, endAt), union(care, endAt)), union(admitted, endAt));
}

/** Whole seconds of all intervals together, rounded down once. */
export const billableSeconds = (intervals: readonly Interval[]): number =>
  Math.floor(intervals.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0) / 1_000);

function union(spans: readonly Span[], endAt: number): Interval[] {
  const cut = spans
    .map(({ fromAt, toAt = endAt }) => ({ fromAt, toAt: Math.min(toAt, endAt) }))
    .filter(({ fromAt, toAt }) => fromAt < toAt)
    .toSorted((a, b) => a.fromAt - b.fromAt);
  const apart: Interval[] = [];
  for (const span of cut) {
    const last = apart.at(-1);
    if (last && span.fromAt <= last.toAt) last.toAt = Math.max(last.toAt, span.toAt);
    else apart.push({ ...span });
  }
  return apart;
}

/** Both are in order and apart, so one walk through them is enough. */
function intersect(some: readonly Interval[], others: readonly Interval[]): Interval[] {
  const shared: Interval[] = [];
  for (let i = 0, j = 0; ; ) {
    const [one, other] = [some[i], others[j]];
    if (!one || !other) return shared;
    const fromAt = Math.max(one.fromAt, other.fromAt);
    const toAt = Math.min(one.toAt, other.toAt);
    if (fromAt < toAt) shared.push({ fromAt, toAt });
    if (one.toAt < other.toAt) i++;
    else j++;
  }
}
