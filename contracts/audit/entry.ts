import { z } from 'zod';
import { EventActor } from '../event.ts';
import { EventId, Instant, TenantId, UserId } from '../ids.ts';

/** One link of the chain: `hash` = SHA-256 over the canonical entry with `previousHash` in it. */
export const AuditEntry = z.strictObject({
  seq: z.int().positive(),
  tenantId: TenantId,
  eventId: EventId,
  occurredAt: Instant,
  recordedAt: Instant,
  actor: EventActor,
  /** The event's type, or the action on patient data such as `note:read`. */
  action: z.string(),
  outcome: z.enum(['allowed', 'refused', 'done']),
  subjectKind: z.string(),
  subjectId: z.string(),
  patientId: UserId.optional(),
  previousHash: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The state of the chain in figures. */
export const ChainState = z.strictObject({
  entries: z.int().nonnegative(),
  checkedAt: Instant,
  isUnbroken: z.boolean(),
  /** The first entry that does not fit, when it is broken. */
  brokenAtSeq: z.int().optional(),
});
export type ChainState = z.infer<typeof ChainState>;
