import { z } from 'zod';
import { Seconds } from './common.ts';

export const EventType = z.enum([
  'charge.captured',
  'charge.expired',
  'charge.failed',
  'charge.refunded',
  'charge.succeeded',
  'charge.updated',
  'customer.created',
  'customer.updated',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.created',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'payment_method.attached',
  'payment_method.detached',
  'refund.created',
]);
export type EventType = z.infer<typeof EventType>;

/** What happened, with the object as it was then; later changes never touch it. */
export const Event = z.strictObject({
  id: z.string(),
  object: z.literal('event'),
  api_version: z.string(),
  created: Seconds,
  data: z.strictObject({
    object: z.record(z.string(), z.unknown()),
    previous_attributes: z.record(z.string(), z.unknown()).optional(),
  }),
  livemode: z.literal(false),
  pending_webhooks: z.int(),
  request: z.strictObject({ id: z.string().nullable(), idempotency_key: z.string().nullable() }),
  type: EventType,
});
export type Event = z.infer<typeof Event>;
