import { createHash } from 'node:crypto';
import type { AuditEntry } from '#contracts/audit/entry.ts';

/** What the first entry of a tenant's chain names as the hash before it. */
export const genesis = '0'.repeat(64);

/** The hash of an entry: SHA-256, in hex, over its fields in this order, with the hash before it among them. */
export function hashEntry(entry: Omit<AuditEntry, 'hash'>): string {
  const fields = [
    entry.seq,
    entry.tenantId,
    entry.eventId,
    entry.occurredAt,
    entry.recordedAt,
    entry.actor.kind,
    entry.actor.kind === 'user' ? entry.actor.userId : entry.actor.service,
    entry.actor.kind === 'user' ? entry.actor.role : null,
    entry.action,
    entry.outcome,
    entry.subjectKind,
    entry.subjectId,
    entry.patientId ?? null,
    entry.previousHash,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
