import { z } from 'zod';
import { Metadata, Seconds } from './common.ts';

export const PaymentMethod = z.strictObject({
  id: z.string(),
  object: z.literal('payment_method'),
  allow_redisplay: z.literal('unspecified'),
  billing_details: z.strictObject({ address: z.null(), email: z.null(), name: z.null(), phone: z.null() }),
  card: z.strictObject({
    brand: z.string(),
    checks: z.strictObject({
      address_line1_check: z.null(),
      address_postal_code_check: z.null(),
      cvc_check: z.literal('pass'),
    }),
    country: z.string(),
    display_brand: z.string(),
    exp_month: z.int(),
    exp_year: z.int(),
    fingerprint: z.string(),
    funding: z.string(),
    generated_from: z.null(),
    last4: z.string(),
    networks: z.strictObject({ available: z.array(z.string()), preferred: z.null() }),
    regulated_status: z.literal('unregulated'),
    three_d_secure_usage: z.strictObject({ supported: z.literal(true) }),
    wallet: z.null(),
  }),
  created: Seconds,
  customer: z.string().nullable(),
  customer_account: z.null(),
  livemode: z.literal(false),
  metadata: Metadata,
  type: z.literal('card'),
});
export type PaymentMethod = z.infer<typeof PaymentMethod>;
