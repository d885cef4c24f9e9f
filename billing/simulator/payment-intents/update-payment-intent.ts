import { z } from 'zod';
import { defineOperation } from '../http/operation.ts';
import { clearable, expand, integer, mergeMetadata, metadata, text } from '../http/params.ts';
import { demandUsable, resolvePaymentMethod } from '../money/payment-method-rules.ts';
import { CaptureMethod, type PaymentIntent } from '../resources/payment-intent.ts';
import {
  demandAmount,
  demandCurrency,
  demandCustomer,
  demandIntent,
  demandStatus,
} from './payment-intent-rules.ts';

/** What may be changed only while no money is held, taken or let go. */
const priceParams = {
  amount: integer.optional(),
  capture_method: CaptureMethod.optional(),
  currency: text.optional(),
  customer: text.optional(),
  payment_method: text.optional(),
  setup_future_usage: z.enum(['off_session', 'on_session']).optional(),
};

const params = z.strictObject({
  ...priceParams,
  description: clearable.optional(),
  expand,
  metadata: metadata.optional(),
  receipt_email: clearable.optional(),
  statement_descriptor: clearable.optional(),
  statement_descriptor_suffix: clearable.optional(),
});

/** POST /v1/payment_intents/:id */
export const updatePaymentIntent = defineOperation({
  params,
  run(tx, input, id) {
    const intent = demandIntent(tx, id);
    if (Object.keys(priceParams).some((name) => name in input)) {
      demandStatus(
        intent,
        ['requires_payment_method', 'requires_confirmation', 'requires_action'],
        'changed',
      );
    }
    const currency = input.currency ? demandCurrency(input.currency) : intent.currency;
    const customer = input.customer ? demandCustomer(tx, input.customer) : intent.customer;
    const method = input.payment_method ? resolvePaymentMethod(tx, input.payment_method) : undefined;
    if (method) demandUsable(tx, method, customer);
    const changed: PaymentIntent = {
      ...intent,
      amount: demandAmount(input.amount ?? intent.amount, currency),
      capture_method: input.capture_method ?? intent.capture_method,
      currency,
      customer,
      description: input.description === undefined ? intent.description : input.description,
      metadata: mergeMetadata(intent.metadata, input.metadata),
      receipt_email: input.receipt_email === undefined ? intent.receipt_email : input.receipt_email,
      setup_future_usage: input.setup_future_usage ?? intent.setup_future_usage,
      statement_descriptor: input.statement_descriptor ?? intent.statement_descriptor,
      statement_descriptor_suffix: input.statement_descriptor_suffix ?? intent.statement_descriptor_suffix,
    };
    if (!method) return tx.put(changed);
    return tx.put({
      ...changed,
      payment_method: method.id,
      status: 'requires_confirmation',
      next_action: null,
    });
  },
});
