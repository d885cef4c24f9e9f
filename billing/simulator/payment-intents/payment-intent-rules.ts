import { ApiError, invalidParameter, noSuch, unexpectedState } from '../http/api-error.ts';
import { isCurrency, largestCharge, smallestCharge } from '../resources/currencies.ts';
import type { PaymentIntent, PaymentIntentStatus } from '../resources/payment-intent.ts';
import type { Transaction } from '../storage/transaction.ts';

export function demandCurrency(code: string): string {
  const currency = code.toLowerCase();
  if (!isCurrency(currency))
    throw invalidParameter(`There is no currency ${currency}.`, { param: 'currency' });
  return currency;
}

export function demandAmount(amount: number, currency: string): number {
  if (amount < 1) {
    throw invalidParameter('An amount is at least 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  }
  if (amount > largestCharge) {
    throw new ApiError(400, {
      type: 'invalid_request_error',
      code: 'amount_too_large',
      message: `An amount is at most ${largestCharge}.`,
      param: 'amount',
    });
  }
  if (amount < smallestCharge(currency)) {
    throw new ApiError(400, {
      type: 'invalid_request_error',
      code: 'amount_too_small',
      message: `An amount in ${currency} is at least ${smallestCharge(currency)}.`,
      param: 'amount',
    });
  }
  return amount;
}

export function demandIntent(tx: Transaction, id: string): PaymentIntent {
  const intent = tx.find('payment_intent', id);
  if (!intent) throw noSuch('payment_intent', id);
  return intent;
}

export function demandCustomer(tx: Transaction, id: string, param = 'customer'): string {
  if (!tx.find('customer', id)) throw noSuch('customer', id, param);
  return id;
}

/** Refuses unless the intent is in one of these states; the refusal carries the intent, as Stripe's does. */
export function demandStatus(intent: PaymentIntent, allowed: PaymentIntentStatus[], verb: string): void {
  if (allowed.includes(intent.status)) return;
  const message = `A PaymentIntent that is ${intent.status} cannot be ${verb}; it must be ${allowed.join(' or ')}.`;
  throw unexpectedState(intent, message);
}
