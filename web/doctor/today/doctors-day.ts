import type { UserId, VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { type Board, byStart, byWaiting, isLive, isOfTheDay, isWaiting } from '../../care/board/board.ts';
import type { Parts } from '../../care/board/hold-parts.ts';

/** A doctor's day as the list shows it: each visit stands in one part only. */
export type DoctorsDay = Parts<'live' | 'waiting' | 'day'>;

/** The doctor's own visits of the board: who is in, who waits (longest first), and the rest of the day by time. */
export function doctorsDay(board: Board, { doctorId, now }: { doctorId: UserId; now: number }): DoctorsDay {
  const own = board.visits.filter((visit) => visit.doctor.userId === doctorId && isOfTheDay(visit, now));
  return {
    live: own.filter(isLive).toSorted(byStart),
    waiting: own.filter(isWaiting).toSorted(byWaiting),
    day: own.filter((visit) => !isLive(visit) && !isWaiting(visit)).toSorted(byStart),
  };
}

/** The rows from top to bottom, as the arrows walk them. */
export const rowsOf = ({ live, waiting, day }: DoctorsDay): Visit[] => [...live, ...waiting, ...day];

/** Who comes after this visit: who waits longest, else the next one booked. */
export function nextAfter({ waiting, day }: DoctorsDay, visitId: VisitId, now: number): Visit | undefined {
  const booked = day.filter((visit) => visit.status === 'booked' && visit.startsAt > now - 30 * 60_000);
  return [...waiting, ...booked].find((visit) => visit.id !== visitId);
}
