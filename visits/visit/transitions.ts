import type { Person } from '#contracts/identity/person.ts';
import type { UserId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Interval } from '#contracts/visits/visit.ts';
import { billableIntervals, billableSeconds } from '../attendance/billable-intervals.ts';
import { callFailureOf } from '../attendance/call-failure.ts';
import { hasBothSides, noteConnection, presenceOf } from '../attendance/attendance.ts';
import {
  type Connection,
  isAdmitted,
  isClosed,
  type SealedReason,
  type Standing,
  type StoredVisit,
  standAt,
} from './visit.ts';

// Each answers the visit as it stands afterwards: the very same one when nothing changes.

type By<W> = { by: W; at: number };
type Ended = Extract<Standing, { status: 'ended' }>;

/** The patient is here: in the waiting room, or back in the call. Refuses `visit_closed`. */
export function arrive(visit: StoredVisit, at: number): StoredVisit {
  demandOpen(visit);
  return visit.status === 'booked' ? standAt(visit, { status: 'waiting', waitingSince: at }) : visit;
}

/** The patient left the waiting room and the place was kept long enough. */
export const giveUpPlace = (visit: StoredVisit): StoredVisit =>
  visit.status === 'waiting' ? standAt(visit, { status: 'booked' }) : visit;

/** Lets the patient in, also one who has yet to come. Refuses `visit_closed`. */
export function admit(visit: StoredVisit, { by, at }: By<UserId>): StoredVisit {
  demandOpen(visit);
  if (isAdmitted(visit)) return visit;
  const admissions = [...visit.admissions, { fromAt: at }];
  return startIfTogether(
    standAt({ ...visit, admissions }, { status: 'admitted', admittedAt: at, admittedBy: by }),
    at,
  );
}

/** An admitted visit runs once somebody of both sides is connected. */
export function startIfTogether(visit: StoredVisit, at: number): StoredVisit {
  const { standing } = visit;
  if (standing.status !== 'admitted' || !hasBothSides(visit.connections)) return visit;
  const startedAt = visit.startedAt ?? billableIntervals(presenceOf(visit), at)[0]?.fromAt ?? at;
  return standAt({ ...visit, startedAt }, { ...standing, status: 'running' });
}

/** Back to the waiting room. Refuses `visit_closed`, `visit_not_running`. */
export function sendBack(
  visit: StoredVisit,
  { by, at, sealed }: By<Person> & { sealed: SealedReason },
): StoredVisit {
  demandOpen(visit);
  if (visit.standing.status === 'waiting' && visit.standing.sentBack) return visit;
  if (!isAdmitted(visit)) throw new Refusal('visit_not_running', 'The patient is not in the call.');
  const sentBack = { by, at, ...sealed };
  return standAt(
    { ...visit, admissions: closeAdmission(visit, at) },
    { status: 'waiting', waitingSince: at, sentBack },
  );
}

/**
 * The patient waits for another doctor, no less long than before. Handed back, it is as if nothing had been. Refuses
 * `visit_closed`, `visit_not_waiting`.
 */
export function handOver(visit: StoredVisit, { to, by, at }: By<Person> & { to: Person }): StoredVisit {
  demandOpen(visit);
  const { standing } = visit;
  if (standing.status !== 'waiting') throw new Refusal('visit_not_waiting', 'The patient is not waiting.');
  if (to.userId === visit.doctorId) return visit;
  const { handedOver, ...rest } = standing;
  const isBack = handedOver?.from.userId === to.userId;
  return standAt(
    { ...visit, doctorId: to.userId, doctor: to },
    isBack ? rest : { ...rest, handedOver: { from: visit.doctor, by, at } },
  );
}

/** Ends a visit whose patient was admitted once. Refuses `visit_closed` (cancelled, missed), `visit_not_running`. */
export function end(visit: StoredVisit, { by, at }: By<UserId>): StoredVisit {
  if (visit.status === 'ended') return visit;
  demandOpen(visit);
  if (visit.admissions.length === 0) throw new Refusal('visit_not_running', 'This visit has not begun.');
  const closed = { ...visit, admissions: closeAdmission(visit, at) };
  return measure(closed, { status: 'ended', endedAt: at, endedBy: by, billableSeconds: 0, hasNote: false });
}

/**
 * Fixes what is billed for a visit that has ended, from all the connections that there were in it. Facts about it that
 * came before this and are not among them count, too.
 */
export function closeAttendance(visit: StoredVisit, connections: readonly Connection[]): StoredVisit {
  const { standing } = visit;
  if (standing.status !== 'ended' || visit.isAttendanceClosed) return visit;
  const noted = connections.reduce(noteConnection, visit);
  return measure({ ...noted, isAttendanceClosed: true }, standing);
}

/** What the connections that are known say of a visit that has ended. */
function measure(visit: StoredVisit, { callFailure: _, ...ended }: Ended): StoredVisit {
  const intervals = intervalsOf(visit, ended.endedAt);
  const startedAt = visit.startedAt ?? intervals[0]?.fromAt;
  const callFailure = callFailureOf(visit, intervals);
  return standAt(
    { ...visit, ...(startedAt === undefined ? {} : { startedAt }) },
    {
      ...ended,
      billableSeconds: billableSeconds(intervals),
      ...(callFailure === undefined ? {} : { callFailure }),
    },
  );
}

/** What counts for billing, until the end. */
export const intervalsOf = (visit: StoredVisit, endedAt: number): Interval[] =>
  billableIntervals(presenceOf(visit), endedAt);

/** Closes a visit to which nobody came; one where somebody is or was stays as it is. */
export const miss = (visit: StoredVisit, at: number): StoredVisit =>
  visit.status === 'booked' && visit.admissions.length === 0
    ? standAt(visit, { status: 'no_show', closedAt: at })
    : visit;

/** Calls off a visit that has not begun. Refuses `visit_closed`, `visit_running`. */
export function cancel(
  visit: StoredVisit,
  { by, at, sealed }: By<UserId> & { sealed: SealedReason },
): StoredVisit {
  if (visit.status === 'cancelled') return visit;
  demandOpen(visit);
  if (visit.admissions.length > 0)
    throw new Refusal('visit_running', 'This visit has begun. It can be ended, not called off.');
  return standAt(visit, { status: 'cancelled', cancelledAt: at, cancelledBy: by, ...sealed });
}

export function demandOpen(visit: StoredVisit): void {
  if (isClosed(visit)) throw new Refusal('visit_closed', 'This visit is over.');
}

const closeAdmission = ({ admissions }: StoredVisit, at: number) =>
  admissions.map((span) => (span.toAt === undefined ? { ...span, toAt: Math.max(span.fromAt, at) } : span));
