import type { VisitId } from '#contracts/ids.ts';
import { type Board, type WaitingVisit, isWaiting } from './board.ts';

/** Who began to wait between two looks at the board. The first look tells nothing new. */
export function arrivalsBetween(before: Board | undefined, after: Board): WaitingVisit[] {
  if (before === undefined) return [];
  const waited = new Set<VisitId>(before.visits.filter(isWaiting).map((visit) => visit.id));
  return after.visits.filter(isWaiting).filter((visit) => !waited.has(visit.id));
}

/** Who waited on this board and now waits for another doctor, off it. `whole` holds everybody's visits. */
export function sentOnBetween(before: Board | undefined, after: Board, whole: Board): WaitingVisit[] {
  const gone = new Set((before?.visits ?? []).filter(isWaiting).map(({ id }) => id));
  for (const { id } of after.visits) gone.delete(id);
  return whole.visits.filter(isWaiting).filter(({ id }) => gone.has(id));
}
