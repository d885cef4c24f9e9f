import { z } from 'zod';
import { BalanceTransaction } from '../resources/balance-transaction.ts';
import { Charge } from '../resources/charge.ts';
import { Customer } from '../resources/customer.ts';
import { Event } from '../resources/event.ts';
import { PaymentIntent } from '../resources/payment-intent.ts';
import { PaymentMethod } from '../resources/payment-method.ts';
import { Refund } from '../resources/refund.ts';

/** The answer given to a request with an idempotency key, to be given again for 24 hours. */
export const IdempotencyRecord = z.strictObject({
  id: z.string(),
  object: z.literal('idempotency_record'),
  fingerprint: z.string(),
  requestId: z.string(),
  status: z.int(),
  body: z.string(),
  createdAtMs: z.int(),
});
export type IdempotencyRecord = z.infer<typeof IdempotencyRecord>;

/** One event on its way to one webhook endpoint. */
export const Delivery = z.strictObject({
  id: z.string(),
  object: z.literal('delivery'),
  event: z.string(),
  endpoint: z.string(),
  attempts: z.int(),
  state: z.enum(['pending', 'delivered', 'given_up']),
  nextAttemptAtMs: z.int(),
});
export type Delivery = z.infer<typeof Delivery>;

/** Marks a payment method that was used without a customer and so may not be used again. */
export const SpentPaymentMethod = z.strictObject({
  id: z.string(),
  object: z.literal('spent_payment_method'),
});

export const Row = z.discriminatedUnion('object', [
  BalanceTransaction,
  Charge,
  Customer,
  Delivery,
  Event,
  IdempotencyRecord,
  PaymentIntent,
  PaymentMethod,
  Refund,
  SpentPaymentMethod,
]);
export type Row = z.infer<typeof Row>;
export type Kind = Row['object'];
export type RowOf<K extends Kind> = Extract<Row, { object: K }>;

/** The objects that the API shows. */
export type Resource = Exclude<Row, { object: 'delivery' | 'idempotency_record' | 'spent_payment_method' }>;

export function isKind<K extends Kind>(row: Row, kind: K): row is RowOf<K> {
  return row.object === kind;
}
