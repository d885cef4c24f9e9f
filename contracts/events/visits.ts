import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { ClinicId, Instant, UserId, VisitId } from '../ids.ts';
import { Interval, VisitTypeId } from '../visits/visit.ts';

const visit = { visitId: VisitId, clinicId: ClinicId, patientId: UserId, doctorId: UserId };

export const VisitBooked = defineEvent({
  type: 'visit.booked',
  version: 1,
  key: 'visitId',
  summary: 'A visit was booked.',
  data: z.strictObject({
    ...visit,
    visitType: VisitTypeId,
    startsAt: Instant,
    durationMinutes: z.int().positive(),
  }),
});

export const VisitWaiting = defineEvent({
  type: 'visit.waiting',
  version: 1,
  key: 'visitId',
  summary: 'The patient is in the waiting room.',
  data: z.strictObject({
    ...visit,
    visitType: VisitTypeId,
    durationMinutes: z.int().positive(),
    waitingSince: Instant,
  }),
});

export const VisitAdmitted = defineEvent({
  type: 'visit.admitted',
  version: 1,
  key: 'visitId',
  summary: 'The patient was let into the call.',
  data: z.strictObject({
    ...visit,
    admittedAt: Instant,
    admittedBy: UserId,
    waitedMs: z.int().nonnegative(),
  }),
});

export const VisitStarted = defineEvent({
  type: 'visit.started',
  version: 1,
  key: 'visitId',
  summary: 'Both sides were connected for the first time.',
  data: z.strictObject({ ...visit, startedAt: Instant }),
});

export const VisitSentBack = defineEvent({
  type: 'visit.sent_back',
  version: 1,
  key: 'visitId',
  summary: 'The patient was sent back to the waiting room.',
  data: z.strictObject({ ...visit, sentBackAt: Instant, sentBackBy: UserId }),
});

export const VisitHandedOver = defineEvent({
  type: 'visit.handed_over',
  version: 1,
  key: 'visitId',
  summary: 'The patient waits for another doctor now; `doctorId` is the new one.',
  data: z.strictObject({ ...visit, handedOverAt: Instant, handedOverBy: UserId, fromDoctorId: UserId }),
});

/** As it was told when what is billed was fixed by the end itself. Nobody tells it any more; it may still be under way. */
const VisitEndedAndBilled = defineEvent({
  type: 'visit.ended',
  version: 1,
  key: 'visitId',
  summary:
    'The visit is over, as older versions told it. What is billed is told by `visit.attendance_closed`.',
  data: z.strictObject({
    ...visit,
    visitType: VisitTypeId,
    startedAt: Instant.optional(),
    endedAt: Instant,
    endedBy: UserId,
    billableSeconds: z.int().nonnegative(),
    intervals: z.array(Interval),
  }),
});

export const VisitEnded = defineEvent({
  type: 'visit.ended',
  version: 2,
  key: 'visitId',
  summary: 'The visit is over.',
  data: z.strictObject({ ...visit, startedAt: Instant.optional(), endedAt: Instant, endedBy: UserId }),
});

export const VisitAttendanceClosed = defineEvent({
  type: 'visit.attendance_closed',
  version: 1,
  key: 'visitId',
  summary:
    'All is known of who was connected when in a visit that is over. The intervals are those that count for billing; the seconds are their sum.',
  data: z.strictObject({
    ...visit,
    visitType: VisitTypeId,
    endedAt: Instant,
    billableSeconds: z.int().nonnegative(),
    intervals: z.array(Interval),
  }),
});

export const VisitNoShow = defineEvent({
  type: 'visit.no_show',
  version: 1,
  key: 'visitId',
  summary: 'Nobody came.',
  data: z.strictObject({ ...visit, closedAt: Instant }),
});

export const VisitCancelled = defineEvent({
  type: 'visit.cancelled',
  version: 1,
  key: 'visitId',
  summary: 'The visit was called off.',
  data: z.strictObject({ ...visit, cancelledAt: Instant, cancelledBy: UserId }),
});

export const VisitNoteSigned = defineEvent({
  type: 'visit.note_signed',
  version: 1,
  key: 'visitId',
  summary: "The doctor's note is signed and the patient may read it.",
  data: z.strictObject({ ...visit, signedAt: Instant, signedBy: UserId }),
});

export const visitEvents = [
  VisitBooked,
  VisitWaiting,
  VisitAdmitted,
  VisitStarted,
  VisitSentBack,
  VisitHandedOver,
  VisitEndedAndBilled,
  VisitEnded,
  VisitAttendanceClosed,
  VisitNoShow,
  VisitCancelled,
  VisitNoteSigned,
];
