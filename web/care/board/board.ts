import type { Visit } from '#contracts/visits/visit.ts';

const hourMs = 3_600_000;

export type WaitingVisit = Extract<Visit, { status: 'waiting' }>;
export type LiveVisit = Extract<Visit, { status: 'admitted' | 'running' }>;
export type Board = { visits: readonly Visit[] };

export const isWaiting = (visit: Visit): visit is WaitingVisit => visit.status === 'waiting';
export const isLive = (visit: Visit): visit is LiveVisit =>
  visit.status === 'admitted' || visit.status === 'running';
export const isOver = (visit: Visit): boolean =>
  visit.status === 'ended' || visit.status === 'no_show' || visit.status === 'cancelled';

/** The board after a notice. An older version than the known one changes nothing. */
export function withVisit(board: Board, changed: Visit): Board {
  const known = board.visits.find((visit) => visit.id === changed.id);
  if (known === undefined) return { visits: [...board.visits, changed] };
  if (known.version >= changed.version) return board;
  return { visits: board.visits.map((visit) => (visit.id === changed.id ? changed : visit)) };
}

/** A snapshot that came while notices did: of each visit the newer version, and only visits the snapshot has. */
export function mergeBoards(known: Board | undefined, came: Board): Board {
  if (known === undefined) return came;
  const before = new Map(known.visits.map((visit) => [visit.id, visit]));
  const visits = came.visits.map((visit) => {
    const earlier = before.get(visit.id);
    return earlier !== undefined && earlier.version > visit.version ? earlier : visit;
  });
  return { visits };
}

/** The span a board watches on the reader's day: some hours more on both sides, for those who work over midnight. */
export function windowOfDay(now: number): { fromAt: number; toAt: number } {
  const start = new Date(now).setHours(0, 0, 0, 0);
  return { fromAt: start - 6 * hourMs, toAt: start + 30 * hourMs };
}

/** Whether a visit belongs to the day: it starts on it, or it is near and not over. */
export function isOfTheDay(visit: Visit, now: number): boolean {
  const start = new Date(now).setHours(0, 0, 0, 0);
  if (visit.startsAt >= start && visit.startsAt < start + 24 * hourMs) return true;
  if (isOver(visit)) return false;
  return isWaiting(visit) || isLive(visit) || (visit.startsAt > now && visit.startsAt < now + 6 * hourMs);
}

/** By time; the same time by name, so that nothing changes places without a reason. */
export const byStart = (one: Visit, other: Visit): number =>
  one.startsAt - other.startsAt || one.patient.name.localeCompare(other.patient.name);

/** Longest waiting first; who was sent back is being seen to and comes before. The order of the server's queue. */
export const byWaiting = (one: WaitingVisit, other: WaitingVisit): number =>
  Number(other.sentBack !== undefined) - Number(one.sentBack !== undefined) ||
  one.waitingSince - other.waitingSince ||
  (one.id < other.id ? -1 : 1);
