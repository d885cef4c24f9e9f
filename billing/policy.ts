import type { Actor } from '#contracts/actor.ts';
import type { Policy } from '#platform/access/demand.ts';

export type ReceiptFacts = { tenantId: string; clinicId: string; patientId: string; visitId: string };

/** Patients read their own receipts, guests that of their visit, doctors those of their clinics, admins all. */
export const billingPolicy: Policy<'receipt:read', ReceiptFacts> = {
  'receipt:read': mayReadReceipt,
};

function mayReadReceipt(actor: Actor, facts: ReceiptFacts): boolean {
  if (actor.kind !== 'user' || actor.tenantId !== facts.tenantId) return false;
  switch (actor.role) {
    case 'patient':
      return actor.userId === facts.patientId;
    case 'guest':
      return actor.userId === facts.patientId && actor.visitId === facts.visitId;
    case 'doctor':
      return actor.clinicIds.some((clinicId) => clinicId === facts.clinicId);
    case 'admin':
      return true;
    case 'nurse':
      return false;
    default:
      return actor.role satisfies never;
  }
}
