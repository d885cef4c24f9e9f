import type { QueuePlace } from '#contracts/visits/visit.ts';
import type { StoredVisit } from '../visit/visit.ts';

const minuteMs = 60_000;

/**
 * The places of those who wait for one doctor, in order: who was sent back is being seen to and comes first, then who
 * waits longest. `inCall` are the doctor's visits that run now.
 */
export function placesOf(
  waiting: readonly StoredVisit[],
  inCall: readonly StoredVisit[],
  now: number,
): Omit<QueuePlace, 'keptMinutes'>[] {
  const [least, most] = remainingMinutes(inCall, now);
  let range = { minutesFrom: least, minutesTo: most };
  return inOrder(waiting).map((visit, index) => {
    const place = { visitId: visit._id, place: index + 1, ...ownRange(visit, range, now) };
    // Visits are often over in half their time, and at times take half as long again.
    range = {
      minutesFrom: range.minutesFrom + Math.floor(visit.durationMinutes / 2),
      minutesTo: Math.max(place.minutesTo, range.minutesTo) + Math.ceil(visit.durationMinutes * 1.5),
    };
    return place;
  });
}

function inOrder(waiting: readonly StoredVisit[]): StoredVisit[] {
  const rank = ({ standing }: StoredVisit) => (standing.status === 'waiting' && standing.sentBack ? 0 : 1);
  const since = ({ standing }: StoredVisit) => (standing.status === 'waiting' ? standing.waitingSince : 0);
  return waiting.toSorted((a, b) => rank(a) - rank(b) || since(a) - since(b) || (a._id < b._id ? -1 : 1));
}

/** What the running visits may still take: at best they end now. */
function remainingMinutes(inCall: readonly StoredVisit[], now: number): [least: number, most: number] {
  const left = inCall.map(({ standing, durationMinutes }) => {
    const sinceAt = 'admittedAt' in standing ? standing.admittedAt : now;
    return Math.max(5, Math.ceil(durationMinutes * 1.5 - (now - sinceAt) / minuteMs));
  });
  return [0, Math.max(0, ...left)];
}

/** Who came early may be seen at once or only at the booked time; five minutes more are always possible. */
function ownRange(visit: StoredVisit, range: { minutesFrom: number; minutesTo: number }, now: number) {
  const untilStart = Math.max(0, Math.ceil((visit.startsAt - now) / minuteMs));
  return { minutesFrom: range.minutesFrom, minutesTo: Math.max(range.minutesTo, untilStart) + 5 };
}
