import { z } from 'zod';
import { Amount, Metadata, Seconds } from './common.ts';

export const Customer = z.strictObject({
  id: z.string(),
  object: z.literal('customer'),
  address: z.null(),
  balance: Amount,
  created: Seconds,
  currency: z.string().nullable(),
  customer_account: z.null(),
  default_source: z.null(),
  delinquent: z.literal(false),
  description: z.string().nullable(),
  discount: z.null(),
  email: z.string().nullable(),
  invoice_settings: z.strictObject({
    custom_fields: z.null(),
    default_payment_method: z.string().nullable(),
    footer: z.null(),
    rendering_options: z.null(),
  }),
  livemode: z.literal(false),
  metadata: Metadata,
  name: z.string().nullable(),
  phone: z.string().nullable(),
  preferred_locales: z.array(z.string()),
  shipping: z.null(),
  tax_exempt: z.literal('none'),
  test_clock: z.null(),
});
export type Customer = z.infer<typeof Customer>;
