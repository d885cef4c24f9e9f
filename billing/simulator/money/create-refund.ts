import { z } from 'zod';
import { invalidParameter, invalidRequest, noSuch } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { expand, integer, mergeMetadata, metadata, text } from '../http/params.ts';
import type { Charge } from '../resources/charge.ts';
import type { Transaction } from '../storage/transaction.ts';
import { bookRefund } from './balance.ts';
import { markRefunded, newRefund } from './new-refund.ts';

const params = z.strictObject({
  amount: integer.optional(),
  charge: text.optional(),
  expand,
  metadata: metadata.optional(),
  payment_intent: text.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
});
type Input = z.output<typeof params>;

/** POST /v1/refunds: gives back all or part of what was captured, never more. */
export const createRefund = defineOperation({
  params,
  run(tx, input) {
    const charge = demandRefundable(findCharge(tx, input));
    const left = charge.amount - charge.amount_refunded;
    const amount = input.amount ?? left;
    if (amount < 1) {
      throw invalidParameter('A refund is at least 1.', {
        code: 'parameter_invalid_integer',
        param: 'amount',
      });
    }
    if (amount > left) {
      throw invalidRequest(`A refund of ${amount} is more than the ${left} left to refund.`, {
        param: 'amount',
      });
    }
    const details = {
      charge,
      amount,
      reason: input.reason ?? null,
      metadata: mergeMetadata({}, input.metadata),
    };
    const refund = bookRefund(tx, newRefund(tx, details));
    const { amount_refunded, refunded } = charge;
    tx.emit('refund.created', refund);
    tx.emit('charge.refunded', markRefunded(tx, charge, amount), { amount_refunded, refunded });
    return refund;
  },
});

function findCharge(tx: Transaction, input: Input): Charge {
  if (input.payment_intent) {
    const intent = tx.find('payment_intent', input.payment_intent);
    if (!intent) throw noSuch('payment_intent', input.payment_intent, 'payment_intent');
    const charge = intent.latest_charge ? tx.find('charge', intent.latest_charge) : undefined;
    if (!charge) throw nothingToRefund(intent.id);
    if (input.charge && input.charge !== charge.id) {
      throw invalidRequest('The charge is not of this PaymentIntent.', { param: 'charge' });
    }
    return charge;
  }
  if (!input.charge) {
    const message = 'Name the charge or the payment_intent to refund.';
    throw invalidParameter(message, { code: 'parameter_missing', param: 'charge' });
  }
  const charge = tx.find('charge', input.charge);
  if (!charge) throw noSuch('charge', input.charge, 'charge');
  return charge;
}

function demandRefundable(charge: Charge): Charge {
  if (!charge.captured) throw nothingToRefund(charge.payment_intent);
  if (!charge.refunded) return charge;
  throw invalidRequest(`The charge ${charge.id} is already refunded.`, { code: 'charge_already_refunded' });
}

function nothingToRefund(intent: string): Error {
  return invalidRequest(`The PaymentIntent ${intent} has no captured charge to refund.`);
}
