import { z } from 'zod';
import { Amount, Metadata, Seconds } from './common.ts';

export const Refund = z.strictObject({
  id: z.string(),
  object: z.literal('refund'),
  amount: Amount,
  /** Null for the release of money that was authorised and never captured: no balance moved. */
  balance_transaction: z.string().nullable(),
  charge: z.string(),
  created: Seconds,
  currency: z.string(),
  customer: z.string().nullable(),
  customer_account: z.null(),
  destination_details: z.strictObject({
    card: z.strictObject({ reference_status: z.string(), reference_type: z.string(), type: z.string() }),
    type: z.literal('card'),
  }),
  metadata: Metadata,
  payment_intent: z.string(),
  payment_method: z.string(),
  reason: z.string().nullable(),
  receipt_number: z.null(),
  source_transfer_reversal: z.null(),
  status: z.literal('succeeded'),
  transfer_reversal: z.null(),
});
export type Refund = z.infer<typeof Refund>;
