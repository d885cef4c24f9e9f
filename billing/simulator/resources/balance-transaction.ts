import { z } from 'zod';
import { Amount, Seconds } from './common.ts';

export const BalanceTransaction = z.strictObject({
  id: z.string(),
  object: z.literal('balance_transaction'),
  amount: Amount,
  available_on: Seconds,
  balance_type: z.literal('payments'),
  created: Seconds,
  currency: z.string(),
  description: z.string().nullable(),
  exchange_rate: z.null(),
  fee: Amount,
  fee_details: z.array(
    z.strictObject({
      amount: Amount,
      application: z.null(),
      currency: z.string(),
      description: z.string(),
      type: z.literal('stripe_fee'),
    }),
  ),
  net: Amount,
  reporting_category: z.enum(['charge', 'refund']),
  source: z.string(),
  status: z.literal('available'),
  type: z.enum(['charge', 'refund']),
});
export type BalanceTransaction = z.infer<typeof BalanceTransaction>;
