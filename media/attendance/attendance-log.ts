import type { ParticipantId } from '#contracts/call/call.ts';
import type { TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Side } from '#contracts/visits/ticket.ts';

/** One unbroken media connection of a participant. */
export type ConnectionFacts = {
  tenantId: TenantId;
  visitId: VisitId;
  connectionId: string;
  participantId: ParticipantId;
  userId: UserId;
  side: Side;
  epoch: number;
  connectedAt: number;
};

export type EndOfConnection = {
  disconnectedAt: number;
  reason: 'left' | 'lost' | 'room_moved' | 'node_died' | 'visit_ended';
};

/** Who was connected when. Both return at once; the facts are written in order per visit. */
export interface AttendanceLog {
  opened(facts: ConnectionFacts): void;
  closed(facts: ConnectionFacts, end: EndOfConnection): void;
}
