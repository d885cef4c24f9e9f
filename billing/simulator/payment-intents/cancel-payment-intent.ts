import { z } from 'zod';
import { defineOperation } from '../http/operation.ts';
import { expand } from '../http/params.ts';
import type { PaymentIntent } from '../resources/payment-intent.ts';
import type { Transaction } from '../storage/transaction.ts';
import { demandCharge } from './capture-payment-intent.ts';
import { demandIntent, demandStatus } from './payment-intent-rules.ts';
import { releaseCharge } from './settle-charge.ts';

const params = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand,
});

/** POST /v1/payment_intents/:id/cancel: ends an unpaid intent and lets go of what it holds. */
export const cancelPaymentIntent = defineOperation({
  params,
  run(tx, input, id) {
    const intent = demandIntent(tx, id);
    demandStatus(
      intent,
      ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'],
      'canceled',
    );
    const reason = input.cancellation_reason ?? null;
    if (intent.status === 'requires_capture') {
      const charge = demandCharge(tx, intent);
      const released = releaseCharge(tx, charge, reason === 'abandoned' ? null : reason);
      tx.emit('charge.refunded', released, { amount_refunded: charge.amount_refunded, refunded: false });
    }
    return closeIntent(tx, intent, reason);
  },
});

/** An authorisation that nobody captured in time: the money goes back and the intent is closed. */
export function expireIntent(tx: Transaction, intent: PaymentIntent): void {
  tx.emit('charge.expired', releaseCharge(tx, demandCharge(tx, intent), 'expired_uncaptured_charge'));
  closeIntent(tx, intent, 'automatic');
}

function closeIntent(tx: Transaction, intent: PaymentIntent, reason: string | null): PaymentIntent {
  const closed = tx.put<PaymentIntent>({
    ...intent,
    amount_capturable: 0,
    canceled_at: tx.now,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  });
  tx.emit('payment_intent.canceled', closed);
  return closed;
}
