import { Refusal } from '#contracts/refusal.ts';
import type { StoredVisit } from '../visit/visit.ts';

const dayMs = 24 * 3_600_000;

/** The care side may prepare, admit and join from a day before the start. */
export const isCareTime = ({ startsAt }: StoredVisit, at: number): boolean => at >= startsAt - dayMs;

/** Refuses `too_early`, with the time to wait. */
export function demandJoinTime(visit: StoredVisit, side: 'patient' | 'care', at: number): void {
  const from = side === 'patient' ? visit.opensAt : visit.startsAt - dayMs;
  if (at >= from || visit.status !== 'booked') return;
  throw new Refusal('too_early', 'It is too early to join this visit.', { retryAfterMs: from - at });
}
