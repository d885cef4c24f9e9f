import { z } from 'zod';
import { ApiError, invalidRequest, noSuch } from '../http/api-error.ts';
import { defineOperation } from '../http/operation.ts';
import { expand, text } from '../http/params.ts';
import { demandUsable, resolvePaymentMethod } from '../money/payment-method-rules.ts';
import type { PaymentMethod } from '../resources/payment-method.ts';
import { cardBehaviour } from '../resources/test-cards.ts';
import type { Transaction } from '../storage/transaction.ts';

/** POST /v1/payment_methods/:id/attach: keeps a card for a customer, if the bank agrees. */
export const attachPaymentMethod = defineOperation({
  params: z.strictObject({ customer: text, expand }),
  run(tx, input, id) {
    if (!tx.find('customer', input.customer)) throw noSuch('customer', input.customer, 'customer');
    return attach(tx, id, input.customer);
  },
});

/** POST /v1/payment_methods/:id/detach: a card that is let go cannot be used again. */
export const detachPaymentMethod = defineOperation({
  params: z.strictObject({ expand }),
  run(tx, _input, id) {
    const method = tx.find('payment_method', id);
    if (!method) throw noSuch('PaymentMethod', id);
    if (!method.customer) throw invalidRequest('This PaymentMethod is not attached to a Customer.');
    const detached = tx.put({ ...method, customer: null });
    tx.put({ id, object: 'spent_payment_method' });
    tx.emit('payment_method.detached', detached, { customer: method.customer });
    return detached;
  },
});

export function attach(tx: Transaction, idOrToken: string, customer: string): PaymentMethod {
  const method = resolvePaymentMethod(tx, idOrToken, 'id');
  if (method.customer) {
    throw invalidRequest('This PaymentMethod is already attached to a Customer.', {
      param: 'payment_method',
    });
  }
  demandUsable(tx, method, customer);
  const card = cardBehaviour(method.card.last4);
  if (card.declines && !card.attaches) {
    const { code, declineCode, message } = card.declines;
    throw new ApiError(402, { type: 'card_error', code, decline_code: declineCode, message });
  }
  const attached = tx.put({ ...method, customer });
  tx.emit('payment_method.attached', attached);
  return attached;
}
