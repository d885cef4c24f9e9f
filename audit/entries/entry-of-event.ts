import { z } from 'zod';
import type { AuditEntry } from '#contracts/audit/entry.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { PatientDataAccessed } from '#contracts/events/access.ts';
import { eventRegistry } from '#contracts/events/registry.ts';
import { UserId } from '#contracts/ids.ts';

export type AuditFact = Omit<AuditEntry, 'seq' | 'recordedAt' | 'previousHash' | 'hash'>;

const WithPatient = z.looseObject({ patientId: UserId.optional() });

/** What the trail keeps of an event: who, what, whose, when. */
export function entryOfEvent(event: EventEnvelope): AuditFact {
  const common = {
    tenantId: event.tenantId,
    eventId: event.id,
    occurredAt: event.occurredAt,
    actor: event.actor,
  };
  if (event.type === PatientDataAccessed.type) {
    const { action, outcome, subjectKind, subjectId, patientId } = PatientDataAccessed.data.parse(event.data);
    return { ...common, action, outcome, subjectKind, subjectId, ...(patientId ? { patientId } : {}) };
  }
  const { patientId } = WithPatient.parse(event.data);
  const key = eventRegistry.get(`${event.type}@${event.version}`)?.key ?? 'id';
  return {
    ...common,
    action: event.type,
    outcome: 'done',
    subjectKind: key.replace(/Id$/, ''),
    subjectId: event.key,
    ...(patientId ? { patientId } : {}),
  };
}
