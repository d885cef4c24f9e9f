import { z } from 'zod';
import { invalidRequest, unexpectedState } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { clearable, expand, flag, text } from '../http/params.ts';
import { demandUsable, resolvePaymentMethod } from '../money/payment-method-rules.ts';
import type { PaymentIntent } from '../resources/payment-intent.ts';
import type { Transaction } from '../storage/transaction.ts';
import { attemptPayment } from './attempt-payment.ts';
import { demandIntent, demandStatus } from './payment-intent-rules.ts';

/** What a confirmation takes, alone or as part of creating. */
export const confirmParams = {
  error_on_requires_action: flag.optional(),
  off_session: flag.optional(),
  return_url: text.optional(),
};
type ConfirmOptions = z.output<z.ZodObject<typeof confirmParams>>;

const params = z.strictObject({
  ...confirmParams,
  expand,
  payment_method: text.optional(),
  receipt_email: clearable.optional(),
  setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
});

/** POST /v1/payment_intents/:id/confirm */
export const confirmPaymentIntent = defineOperation({
  params,
  run(tx, input, id) {
    const intent = demandIntent(tx, id);
    demandStatus(
      intent,
      ['requires_payment_method', 'requires_confirmation', 'requires_action'],
      'confirmed',
    );
    const changed: PaymentIntent = {
      ...intent,
      payment_method: input.payment_method
        ? resolvePaymentMethod(tx, input.payment_method).id
        : intent.payment_method,
      receipt_email: input.receipt_email === undefined ? intent.receipt_email : input.receipt_email,
      setup_future_usage: input.setup_future_usage ?? intent.setup_future_usage,
    };
    return confirmIntent(tx, changed, input);
  },
});

/** Asks the intent's card for its money. */
export function confirmIntent(
  tx: Transaction,
  intent: PaymentIntent,
  options: ConfirmOptions,
): PaymentIntent {
  if (!intent.payment_method) {
    throw unexpectedState(intent, 'A PaymentIntent without a payment method cannot be confirmed.');
  }
  // Payment methods switched on by themselves might send the customer away, so Stripe wants the way back.
  if (intent.automatic_payment_methods?.allow_redirects === 'always' && !options.return_url) {
    throw invalidRequest(
      'Give a return_url, or automatic_payment_methods[allow_redirects]=never when creating.',
      { param: 'return_url' },
    );
  }
  const method = resolvePaymentMethod(tx, intent.payment_method);
  demandUsable(tx, method, intent.customer);
  const mayAsk = !options.off_session && !options.error_on_requires_action;
  return attemptPayment(tx, {
    intent,
    method,
    mayAsk,
    hasAuthenticated: false,
    returnUrl: options.return_url,
  });
}
