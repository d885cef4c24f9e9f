import { z } from 'zod';
import { Person } from '../identity/person.ts';
import { ClinicId, Instant, UserId, VisitId } from '../ids.ts';
import { Money } from '../money.ts';

export const VisitTypeId = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** A span during which both sides were connected and the patient was admitted; `toAt` is excluded. */
export const Interval = z.strictObject({ fromAt: Instant, toAt: Instant });
export type Interval = z.infer<typeof Interval>;

/** The device check's result, as the patient's own browser found it. */
export const DeviceVerdict = z.strictObject({
  camera: z.enum(['ready', 'missing', 'refused']),
  microphone: z.enum(['ready', 'missing', 'refused']),
  checkedAt: Instant,
});
export type DeviceVerdict = z.infer<typeof DeviceVerdict>;

/** How well the patient's line would carry a call, as the patient's own browser measured it in the waiting room. */
export const LineVerdict = z.strictObject({
  strength: z.enum(['good', 'weak', 'very_weak']),
  /** Media takes the way over a relay (TURN). */
  isRelayed: z.boolean(),
  measuredAt: Instant,
});
export type LineVerdict = z.infer<typeof LineVerdict>;

const common = {
  id: VisitId,
  version: z.int().positive(),
  clinicId: ClinicId,
  patient: Person,
  doctor: Person,
  visitType: VisitTypeId,
  visitTypeName: z.string(),
  reason: z.string().max(500),
  startsAt: Instant,
  durationMinutes: z.int().min(5).max(240),
  /** Joining is possible from here on. */
  opensAt: Instant,
  /** What it costs at the booked length, if the patient is to pay. */
  estimatedPrice: Money.optional(),
  devices: DeviceVerdict.optional(),
  line: LineVerdict.optional(),
};

const waiting = {
  waitingSince: Instant,
  /** Set when the patient was in the call before and was sent back. */
  sentBack: z.strictObject({ by: Person, at: Instant, reason: z.string().max(200).optional() }).optional(),
  /** Set when the visit was another doctor's before, while the patient waited. */
  handedOver: z.strictObject({ from: Person, by: Person, at: Instant }).optional(),
};

/**
 * Why a call failed. `never_connected`: the patient was here and was admitted, and the two sides were never connected at
 * the same time. `connection_lost`: one side's connection was lost and had not come back by the end.
 */
export const CallFailure = z.enum(['never_connected', 'connection_lost']);
export type CallFailure = z.infer<typeof CallFailure>;

/** A visit and where it stands in its life. */
export const Visit = z.discriminatedUnion('status', [
  z.strictObject({ ...common, status: z.literal('booked') }),
  z.strictObject({ ...common, status: z.literal('waiting'), ...waiting }),
  z.strictObject({ ...common, status: z.literal('admitted'), admittedAt: Instant, admittedBy: UserId }),
  z.strictObject({
    ...common,
    status: z.literal('running'),
    admittedAt: Instant,
    admittedBy: UserId,
    /** When both sides were first connected. */
    startedAt: Instant,
  }),
  z.strictObject({
    ...common,
    status: z.literal('ended'),
    startedAt: Instant.optional(),
    endedAt: Instant,
    endedBy: UserId,
    /** Seconds in which both sides were connected, rounded down once, over all intervals. */
    billableSeconds: z.int().nonnegative(),
    callFailure: CallFailure.optional(),
    hasNote: z.boolean(),
    rating: z.int().min(1).max(5).optional(),
  }),
  z.strictObject({ ...common, status: z.literal('no_show'), closedAt: Instant }),
  z.strictObject({
    ...common,
    status: z.literal('cancelled'),
    cancelledAt: Instant,
    cancelledBy: UserId,
    cancelReason: z.string().max(200),
  }),
]);
export type Visit = z.infer<typeof Visit>;
export type VisitStatus = Visit['status'];

/** A patient's place among those who wait for the same doctor, and an honest range of minutes. */
export const QueuePlace = z.strictObject({
  visitId: VisitId,
  /** 1 means next. */
  place: z.int().positive(),
  minutesFrom: z.int().nonnegative(),
  minutesTo: z.int().nonnegative(),
  /** For who loses the line. */
  keptMinutes: z.int().positive(),
});
export type QueuePlace = z.infer<typeof QueuePlace>;

/** A doctor's short note on an ended visit. Draft until signed; the patient sees it once signed. */
export const VisitNote = z.strictObject({
  visitId: VisitId,
  text: z.string().max(20_000),
  status: z.enum(['draft', 'signed']),
  writtenBy: UserId,
  savedAt: Instant,
  version: z.int(),
});
export type VisitNote = z.infer<typeof VisitNote>;
