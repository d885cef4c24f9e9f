import { z } from 'zod';
import { invalidParameter } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { clearable, expand, flag, integer, mergeMetadata, metadata, text } from '../http/params.ts';
import { demandUsable, resolvePaymentMethod } from '../money/payment-method-rules.ts';
import { CaptureMethod, type PaymentIntent } from '../resources/payment-intent.ts';
import type { Transaction } from '../storage/transaction.ts';
import { confirmIntent, confirmParams } from './confirm-payment-intent.ts';
import { demandAmount, demandCurrency, demandCustomer } from './payment-intent-rules.ts';

const params = z.strictObject({
  ...confirmParams,
  allowed_payment_method_types: z.array(z.literal('card')).min(1).optional(),
  amount: integer,
  automatic_payment_methods: z
    .strictObject({ allow_redirects: z.enum(['always', 'never']).optional(), enabled: flag })
    .optional(),
  capture_method: CaptureMethod.optional(),
  confirm: flag.optional(),
  confirmation_method: z.enum(['automatic', 'manual']).optional(),
  currency: text,
  customer: text.optional(),
  description: clearable.optional(),
  expand,
  metadata: metadata.optional(),
  payment_method: text.optional(),
  receipt_email: clearable.optional(),
  setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
  statement_descriptor: clearable.optional(),
  statement_descriptor_suffix: clearable.optional(),
});
type Input = z.output<typeof params>;

/** POST /v1/payment_intents */
export const createPaymentIntent = defineOperation({
  params,
  run(tx, input) {
    const { confirm = false, ...rest } = input;
    const early = Object.keys(confirmParams).find((name) => name in rest);
    if (early && !confirm) throw invalidParameter(`${early} goes with confirm=true only.`, { param: early });
    const intent = tx.put(newIntent(tx, input));
    tx.emit('payment_intent.created', intent);
    return confirm ? confirmIntent(tx, intent, input) : intent;
  },
});

function newIntent(tx: Transaction, input: Input): PaymentIntent {
  const currency = demandCurrency(input.currency);
  const amount = demandAmount(input.amount, currency);
  const customer = input.customer ? demandCustomer(tx, input.customer) : null;
  const method = input.payment_method ? resolvePaymentMethod(tx, input.payment_method) : null;
  if (method) demandUsable(tx, method, customer);
  const id = tx.newId('pi');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: input.allowed_payment_method_types ?? null,
    amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticMethods(input),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: input.capture_method ?? 'automatic_async',
    client_secret: `${id}_${tx.newId('secret')}`,
    confirmation_method: input.confirmation_method ?? 'automatic',
    created: tx.now,
    currency,
    customer,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, input.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: input.receipt_email ?? null,
    review: null,
    setup_future_usage: input.setup_future_usage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: input.statement_descriptor ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

/** Without a list of allowed types Stripe switches on what the account has, redirects included. */
function automaticMethods(input: Input): PaymentIntent['automatic_payment_methods'] {
  const asked = input.automatic_payment_methods;
  if (asked && input.allowed_payment_method_types) {
    throw invalidParameter('Give automatic_payment_methods or allowed_payment_method_types, not both.', {
      param: 'allowed_payment_method_types',
    });
  }
  if (input.allowed_payment_method_types || asked?.enabled === false) return null;
  return { allow_redirects: asked?.allow_redirects ?? 'always', enabled: true };
}
