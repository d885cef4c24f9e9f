import type { z } from 'zod';
import type { ParticipantId } from '#contracts/call/call.ts';
import type { ParticipantDisconnected } from '#contracts/events/media.ts';
import type { Person } from '#contracts/identity/person.ts';
import type { ClinicId, NodeId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Money } from '#contracts/money.ts';
import type { Side } from '#contracts/visits/ticket.ts';
import type { CallFailure, DeviceVerdict, LineVerdict, Visit, VisitStatus } from '#contracts/visits/visit.ts';
import type { Document } from '#platform/store/store.ts';
import type { VisitFacts } from '../policy.ts';

export type DisconnectReason = z.infer<typeof ParticipantDisconnected.data>['reason'];

/** One media connection of one participant, as media told of it. Frozen when the visit closes. */
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

/** Where a visit stands. What is only true of one standing is only there. */
export type Standing =
  | { status: 'booked' }
  | {
      status: 'waiting';
      waitingSince: number;
      sentBack?: { by: Person; at: number; reason?: string };
      handedOver?: { from: Person; by: Person; at: number };
    }
  | { status: 'admitted'; admittedAt: number; admittedBy: UserId }
  | { status: 'running'; admittedAt: number; admittedBy: UserId }
  | {
      status: 'ended';
      endedAt: number;
      endedBy: UserId;
      billableSeconds: number;
      callFailure?: CallFailure;
      hasNote: boolean;
      rating?: number;
    }
  | { status: 'no_show'; closedAt: number }
  | { status: 'cancelled'; cancelledAt: number; cancelledBy: UserId; cancelReason: string };

/**
 * A visit as it is kept: one document decides about its life, its admissions and who was connected, so that no two of
 * these can disagree. Names are as they were at booking.
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
  reason: string;
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

export const isAdmitted = ({ status }: Pick<StoredVisit, 'status'>): boolean =>
  status === 'admitted' || status === 'running';

export const standAt = (visit: StoredVisit, standing: Standing): StoredVisit => ({
  ...visit,
  status: standing.status,
  standing,
});

/** The visit as the contract shows it. */
export function toVisit(visit: StoredVisit): Visit {
  const { standing, startedAt, estimatedPrice, devices, line } = visit;
  const common = {
    id: visit._id,
    version: visit.version,
    clinicId: visit.clinicId,
    patient: visit.patient,
    doctor: visit.doctor,
    visitType: visit.visitType,
    visitTypeName: visit.visitTypeName,
    reason: visit.reason,
    startsAt: visit.startsAt,
    durationMinutes: visit.durationMinutes,
    opensAt: visit.opensAt,
    ...(estimatedPrice === undefined ? {} : { estimatedPrice }),
    ...(devices === undefined ? {} : { devices }),
    ...(line === undefined ? {} : { line }),
  };
  const started = startedAt === undefined ? {} : { startedAt };
  switch (standing.status) {
    case 'running':
      return { ...common, ...standing, startedAt: startedAt ?? standing.admittedAt };
    case 'ended':
      return { ...common, ...standing, ...started };
    case 'booked':
    case 'waiting':
    case 'admitted':
    case 'no_show':
    case 'cancelled':
      return { ...common, ...standing };
    default:
      return standing satisfies never;
  }
}
