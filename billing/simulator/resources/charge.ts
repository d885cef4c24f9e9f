import { z } from 'zod';
import { Amount, Metadata, Seconds } from './common.ts';

const BillingDetails = z.strictObject({
  address: z.null(),
  email: z.null(),
  name: z.null(),
  phone: z.null(),
});
export const emptyBillingDetails = { address: null, email: null, name: null, phone: null };

const CardDetails = z.strictObject({
  amount_authorized: Amount.nullable(),
  brand: z.string(),
  /** When an authorisation that nobody captured ends; absent once captured. */
  capture_before: Seconds.optional(),
  country: z.string(),
  exp_month: z.int(),
  exp_year: z.int(),
  fingerprint: z.string(),
  funding: z.string(),
  last4: z.string(),
  network: z.string(),
});

export const Charge = z.strictObject({
  id: z.string(),
  object: z.literal('charge'),
  amount: Amount,
  amount_captured: Amount,
  amount_refunded: Amount,
  application: z.null(),
  application_fee: z.null(),
  application_fee_amount: z.null(),
  balance_transaction: z.string().nullable(),
  billing_details: BillingDetails,
  calculated_statement_descriptor: z.string().nullable(),
  captured: z.boolean(),
  created: Seconds,
  currency: z.string(),
  customer: z.string().nullable(),
  description: z.string().nullable(),
  disputed: z.literal(false),
  failure_balance_transaction: z.null(),
  failure_code: z.string().nullable(),
  failure_message: z.string().nullable(),
  fraud_details: z.strictObject({}),
  livemode: z.literal(false),
  metadata: Metadata,
  on_behalf_of: z.null(),
  outcome: z.strictObject({
    network_status: z.string(),
    reason: z.string().nullable(),
    risk_level: z.string(),
    seller_message: z.string(),
    type: z.string(),
  }),
  paid: z.boolean(),
  payment_intent: z.string(),
  payment_method: z.string(),
  payment_method_details: z.strictObject({ card: CardDetails, type: z.literal('card') }),
  receipt_email: z.string().nullable(),
  receipt_number: z.null(),
  receipt_url: z.null(),
  refunded: z.boolean(),
  review: z.null(),
  shipping: z.null(),
  source: z.null(),
  source_transfer: z.null(),
  statement_descriptor: z.string().nullable(),
  statement_descriptor_suffix: z.string().nullable(),
  status: z.enum(['succeeded', 'failed']),
  transfer_data: z.null(),
  transfer_group: z.null(),
});
export type Charge = z.infer<typeof Charge>;
