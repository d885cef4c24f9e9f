import type { UserId, VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import {
  type Board,
  type WaitingVisit,
  byStart,
  byWaiting,
  isLive,
  isOfTheDay,
  isOver,
  isWaiting,
} from '../../care/board/board.ts';
import type { Parts } from '../../care/board/hold-parts.ts';

/** Side by side they tell a visit's way from left to right. */
export const columnNames = ['expected', 'waiting', 'withDoctor', 'done'] as const;
export type ColumnName = (typeof columnNames)[number];
/** One above the other, who asks for something now comes first. */
export const stackedNames: readonly ColumnName[] = ['waiting', 'withDoctor', 'expected', 'done'];
export type Columns = Parts<ColumnName>;

const minuteMs = 60_000;
const newMs = 2 * minuteMs;
const longMs = 15 * minuteMs;

/** Who waits long although the booked time has come is urgent: every further minute is the clinic's doing. */
export const isUrgent = (visit: Visit, now: number): boolean =>
  isWaiting(visit) && now - Math.max(visit.waitingSince, visit.startsAt) >= longMs;

/** Who came a moment ago. */
export const isNew = (visit: Visit, now: number): boolean =>
  isWaiting(visit) && now - visit.waitingSince < newMs;

type Look = { now: number; doctorId: UserId | undefined; search: string; unread: (visit: Visit) => number };

/** The clinic's day in four columns, filtered; each visit stands in one of them. */
export function columnsOf(board: Board, look: Look): Columns {
  const wanted = look.search.trim().toLocaleLowerCase();
  const shown = board.visits.filter(
    (visit) =>
      isOfTheDay(visit, look.now) &&
      (look.doctorId === undefined || visit.doctor.userId === look.doctorId) &&
      (wanted === '' || visit.patient.name.toLocaleLowerCase().includes(wanted)),
  );
  return {
    expected: shown.filter(({ status }) => status === 'booked').toSorted(byStart),
    waiting: shown.filter(isWaiting).toSorted(byNeed(look)),
    withDoctor: shown.filter(isLive).toSorted(byStart),
    done: shown.filter(isOver).toSorted((one, other) => endOf(other) - endOf(one)),
  };
}

/** Urgent first, then who is new or has written, then who waits longest. */
function byNeed({ now, unread }: Look) {
  const rank = (visit: WaitingVisit) => {
    if (isUrgent(visit, now)) return 0;
    return isNew(visit, now) || unread(visit) > 0 ? 1 : 2;
  };
  return (one: WaitingVisit, other: WaitingVisit) => rank(one) - rank(other) || byWaiting(one, other);
}

function endOf(visit: Visit): number {
  if (visit.status === 'ended') return visit.endedAt;
  if (visit.status === 'no_show') return visit.closedAt;
  return visit.status === 'cancelled' ? visit.cancelledAt : 0;
}

/** The doctors who have a visit on the board, by name. */
export function doctorsOf(board: Board): { userId: UserId; name: string }[] {
  const doctors = new Map(board.visits.map(({ doctor }) => [doctor.userId, doctor]));
  return [...doctors.values()].toSorted((one, other) => one.name.localeCompare(other.name));
}

/** Where an arrow leads on the board: up and down within a column, left and right to the next one with a card. */
export function moveOnBoard(columns: Columns, at: VisitId | undefined, key: string): VisitId | undefined {
  const filled = columnNames.map((name) => columns[name].map(({ id }) => id)).filter((ids) => ids.length > 0);
  const column = filled.findIndex((ids) => ids.some((id) => id === at));
  const ids = filled[column];
  if (ids === undefined || at === undefined) return key.startsWith('Arrow') ? filled[0]?.[0] : undefined;
  const row = ids.indexOf(at);
  switch (key) {
    case 'ArrowDown':
      return ids[Math.min(row + 1, ids.length - 1)];
    case 'ArrowUp':
      return ids[Math.max(row - 1, 0)];
    case 'ArrowLeft':
      return nearest(filled[column - 1], row) ?? at;
    case 'ArrowRight':
      return nearest(filled[column + 1], row) ?? at;
    case 'Home':
      return ids[0];
    case 'End':
      return ids.at(-1);
    default:
      return undefined;
  }
}

const nearest = (ids: readonly VisitId[] | undefined, row: number) => ids?.[Math.min(row, ids.length - 1)];
