import type { VisitId } from '#contracts/ids.ts';
import { type Board, type WaitingVisit, isWaiting } from './board.ts';

/** Who began to wait between two looks at the board. The first look tells nothing new. */
export function arrivalsBetween(before: Board | undefined, after: Board): WaitingVisit[] {
  if (before === undefined) return [];
  const waited = new Set<VisitId>(before.visits.filter(isWaiting).map((visit) => visit.id));
  return after.visits.filter(isWaiting).filter((visit) => !waited.has(visit.id));
}
