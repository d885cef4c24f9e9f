import { z } from 'zod';
import { invalidParameter, invalidRequest } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { clearable, expand, flag, integer, mergeMetadata, metadata } from '../http/params.ts';
import { bookCharge } from '../money/balance.ts';
import type { PaymentIntent } from '../resources/payment-intent.ts';
import type { Charge } from '../resources/charge.ts';
import type { Transaction } from '../storage/transaction.ts';
import { demandIntent, demandStatus } from './payment-intent-rules.ts';
import { captureCharge } from './settle-charge.ts';

const params = z.strictObject({
  amount_to_capture: integer.optional(),
  expand,
  final_capture: flag.optional(),
  metadata: metadata.optional(),
  statement_descriptor: clearable.optional(),
  statement_descriptor_suffix: clearable.optional(),
});

/** POST /v1/payment_intents/:id/capture: takes at most what is held, once; the rest is let go. */
export const capturePaymentIntent = defineOperation({
  params,
  run(tx, input, id) {
    const intent = demandIntent(tx, id);
    demandStatus(intent, ['requires_capture'], 'captured');
    if (input.final_capture === false) {
      throw invalidRequest('This card can be captured only once.', { param: 'final_capture' });
    }
    const amount = demandCapturable(intent, input.amount_to_capture ?? intent.amount_capturable);
    const charge = bookCharge(tx, captureCharge(tx, demandCharge(tx, intent), amount));
    const captured = tx.put<PaymentIntent>({
      ...intent,
      amount_capturable: 0,
      amount_received: amount,
      metadata: mergeMetadata(intent.metadata, input.metadata),
      status: 'succeeded',
    });
    tx.emit('charge.captured', charge);
    tx.emit('payment_intent.succeeded', captured);
    return captured;
  },
});

/** The charge behind an intent that holds or has money. */
export function demandCharge(tx: Transaction, intent: PaymentIntent): Charge {
  const charge = intent.latest_charge ? tx.find('charge', intent.latest_charge) : undefined;
  if (!charge) throw new Error(`The intent ${intent.id} holds money without a charge.`);
  return charge;
}

function demandCapturable(intent: PaymentIntent, amount: number): number {
  const param = 'amount_to_capture';
  if (amount < 1) {
    throw invalidParameter('A capture takes at least 1.', { code: 'parameter_invalid_integer', param });
  }
  if (amount > intent.amount_capturable) {
    throw invalidRequest(`Only ${intent.amount_capturable} can be captured.`, {
      code: 'amount_too_large',
      param,
    });
  }
  return amount;
}
