import type { Actor } from '#contracts/actor.ts';
import type { Policy } from '#platform/access/demand.ts';

/** What decides who belongs to a thread. These never change during its life. */
export type ConversationFacts = {
  tenantId: string;
  clinicId: string;
  patientId: string;
  visitId?: string | undefined;
};

export type ConversationAction = 'conversation:read' | 'conversation:write';

/** Patients have their own threads, guests that of their visit, doctors and nurses those of their clinics. */
export const conversationPolicy: Policy<ConversationAction, ConversationFacts> = {
  'conversation:read': isMember,
  'conversation:write': isMember,
};

function isMember(actor: Actor, facts: ConversationFacts): boolean {
  if (actor.kind !== 'user' || actor.tenantId !== facts.tenantId) return false;
  switch (actor.role) {
    case 'patient':
      return actor.userId === facts.patientId;
    case 'guest':
      return (
        actor.userId === facts.patientId && facts.visitId !== undefined && actor.visitId === facts.visitId
      );
    case 'doctor':
    case 'nurse':
      return actor.clinicIds.some((clinicId) => clinicId === facts.clinicId);
    case 'admin':
      return false;
    default:
      return actor.role satisfies never;
  }
}
