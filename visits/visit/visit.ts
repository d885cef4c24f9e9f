import type { z } from 'zod';
import type { ParticipantId } from '#contracts/call/call.ts';
import type { ParticipantDisconnected } from '#contracts/events/media.ts';
import type { Person } from '#contracts/identity/person.ts';
import type { ClinicId, NodeId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Money } from '#contracts/money.ts';
import type { Side } from '#contracts/visits/ticket.ts';
import type { CallFailure, DeviceVerdict, LineVerdict, VisitStatus } from '#contracts/visits/visit.ts';
import type { Document } from '#platform/store/store.ts';
import type { VisitFacts } from '../policy.ts';

export type DisconnectReason = z.infer<typeof ParticipantDisconnected.data>['reason'];

/** One media connection of one participant, as media told of it. Frozen when the attendance is closed. */
export type Connection = {
  connectionId: string;
  participantId: ParticipantId;
  userId: UserId;
  side: Side;
  nodeId: NodeId;
  epoch: number;
  connectedAt: number;
  disconnectedAt?: number;
  /** Why it no longer stands, as media told with its end. */
  reason?: DisconnectReason;
};

/** What somebody gave as a reason, as only the vault can read it; absent when nothing was given. */
export type SealedReason = { sealedReason?: string };

/** Where a visit stands. What is only true of one standing is only there. */
export type Standing =
  | { status: 'booked' }
  | {
      status: 'waiting';
      waitingSince: number;
      sentBack?: { by: Person; at: number } & SealedReason;
      handedOver?: { from: Person; by: Person; at: number };
    }
  | { status: 'admitted'; admittedAt: number; admittedBy: UserId }
  | { status: 'running'; admittedAt: number; admittedBy: UserId }
  | {
      status: 'ended';
      endedAt: number;
      endedBy: UserId;
      /** As far as was known at the end, until the attendance is closed. */
      billableSeconds: number;
      callFailure?: CallFailure;
      hasNote: boolean;
      rating?: number;
    }
  | { status: 'no_show'; closedAt: number }
  | ({ status: 'cancelled'; cancelledAt: number; cancelledBy: UserId } & SealedReason);

/**
 * A visit as it is kept: one document decides about its life, its admissions and who was connected, so that no two of
 * these can disagree. Names are as they were at booking. Reasons are kept only sealed.
 */
export type StoredVisit = Document & {
  _id: VisitId;
  tenantId: TenantId;
  clinicId: ClinicId;
  patientId: UserId;
  doctorId: UserId;
  patient: Person;
  doctor: Person;
  visitType: string;
  visitTypeName: string;
  sealedReason?: string;
  startsAt: number;
  durationMinutes: number;
  opensAt: number;
  estimatedPrice?: Money;
  devices?: DeviceVerdict;
  line?: LineVerdict;
  /** Who booked it with which key, so that a repeated request finds it. */
  bookingKey: string;
  /** The standing's own, for the indexes. */
  status: VisitStatus;
  standing: Standing;
  /** When both sides were first connected with the patient admitted. */
  startedAt?: number;
  admissions: { fromAt: number; toAt?: number }[];
  connections: Connection[];
  /** Media has told of all connections of the visit that has ended, and what is billed is fixed. */
  isAttendanceClosed?: true;
  /** The patient's newest socket on this visit, and when it was lost. */
  patientSocket?: PatientSocket;
};

/** `nodeId`: the process that holds it, where there are several; with that it is gone. */
export type PatientSocket = { connectionId: string; openedAt: number; nodeId?: string; closedAt?: number };

export const factsOf = (visit: StoredVisit): VisitFacts => ({
  tenantId: visit.tenantId,
  visitId: visit._id,
  clinicId: visit.clinicId,
  patientId: visit.patientId,
  doctorId: visit.doctorId,
});

export const isClosed = ({ status }: Pick<StoredVisit, 'status'>): boolean =>
  status === 'ended' || status === 'no_show' || status === 'cancelled';

/** Whether what is told of connections comes too late to count. */
export const isAttendanceClosed = (visit: Pick<StoredVisit, 'status' | 'isAttendanceClosed'>): boolean =>
  visit.status === 'ended' ? visit.isAttendanceClosed === true : isClosed(visit);

export const isAdmitted = ({ status }: Pick<StoredVisit, 'status'>): boolean =>
  status === 'admitted' || status === 'running';

export const standAt = (visit: StoredVisit, standing: Standing): StoredVisit => ({
  ...visit,
  status: standing.status,
  standing,
});
