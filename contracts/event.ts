import { z } from 'zod';
import { EventId, Instant, TenantId, UserId } from './ids.ts';

/** Who caused an event: a person or a service, by id alone. */
export const EventActor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), userId: UserId, role: z.string() }),
  z.strictObject({ kind: z.literal('service'), service: z.string() }),
]);

/** The envelope that every event travels in. `data` is parsed by the contract of `type` and `version`. */
export const EventEnvelope = z.strictObject({
  id: EventId,
  type: z.string(),
  version: z.int().positive(),
  occurredAt: Instant,
  actor: EventActor,
  tenantId: TenantId,
  traceId: z.string(),
  /** Events with the same key are delivered in order. */
  key: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;
