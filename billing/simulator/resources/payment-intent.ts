import { z } from 'zod';
import { Amount, Metadata, Seconds } from './common.ts';

export const PaymentIntentStatus = z.enum([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'requires_capture',
  'canceled',
  'succeeded',
]);
export type PaymentIntentStatus = z.infer<typeof PaymentIntentStatus>;

export const CaptureMethod = z.enum(['automatic', 'automatic_async', 'manual']);

const NextAction = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('redirect_to_url'),
    redirect_to_url: z.strictObject({ return_url: z.string(), url: z.string() }),
  }),
  z.strictObject({
    type: z.literal('use_stripe_sdk'),
    use_stripe_sdk: z.strictObject({ type: z.literal('three_d_secure_redirect'), stripe_js: z.string() }),
  }),
]);

export const PaymentIntent = z.strictObject({
  id: z.string(),
  object: z.literal('payment_intent'),
  allowed_payment_method_types: z.array(z.literal('card')).nullable(),
  amount: Amount,
  amount_capturable: Amount,
  amount_received: Amount,
  application: z.null(),
  application_fee_amount: z.null(),
  automatic_payment_methods: z
    .strictObject({ allow_redirects: z.enum(['always', 'never']), enabled: z.boolean() })
    .nullable(),
  canceled_at: Seconds.nullable(),
  cancellation_reason: z.string().nullable(),
  capture_method: CaptureMethod,
  client_secret: z.string(),
  confirmation_method: z.enum(['automatic', 'manual']),
  created: Seconds,
  currency: z.string(),
  customer: z.string().nullable(),
  customer_account: z.null(),
  description: z.string().nullable(),
  excluded_payment_method_types: z.null(),
  last_payment_error: z.record(z.string(), z.unknown()).nullable(),
  latest_charge: z.string().nullable(),
  livemode: z.literal(false),
  managed_payments: z.null(),
  metadata: Metadata,
  next_action: NextAction.nullable(),
  on_behalf_of: z.null(),
  payment_method: z.string().nullable(),
  payment_method_configuration_details: z.null(),
  payment_method_options: z.null(),
  payment_method_types: z.array(z.string()),
  payment_record: z.null(),
  processing: z.null(),
  receipt_email: z.string().nullable(),
  review: z.null(),
  setup_future_usage: z.enum(['off_session', 'on_session']).nullable(),
  shipping: z.null(),
  source: z.null(),
  statement_descriptor: z.string().nullable(),
  statement_descriptor_suffix: z.string().nullable(),
  status: PaymentIntentStatus,
  transfer_data: z.null(),
  transfer_group: z.null(),
});
export type PaymentIntent = z.infer<typeof PaymentIntent>;
