import { ApiError, type ErrorDetail } from '../http/api-error.ts';
import { bookCharge } from '../money/balance.ts';
import { newCharge } from '../money/new-charge.ts';
import type { Charge } from '../resources/charge.ts';
import type { PaymentIntent } from '../resources/payment-intent.ts';
import type { PaymentMethod } from '../resources/payment-method.ts';
import { cardBehaviour } from '../resources/test-cards.ts';
import type { Transaction } from '../storage/transaction.ts';
import { captureCharge } from './settle-charge.ts';

export const holdSeconds = 7 * 24 * 3600;

type Decline = { code: string; declineCode: string; message: string };
type Attempt = {
  intent: PaymentIntent;
  method: PaymentMethod;
  /** The cardholder is there and may be asked to authenticate. */
  mayAsk: boolean;
  hasAuthenticated: boolean;
  returnUrl?: string | undefined;
};

const authenticationNeeded = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'The bank asks the cardholder to authenticate this payment.',
};

/** Asks the card for the money: gives the authorised, paid or asking intent, or throws the decline. */
export function attemptPayment(tx: Transaction, attempt: Attempt): PaymentIntent {
  const { intent, method, mayAsk, hasAuthenticated, returnUrl } = attempt;
  const card = cardBehaviour(method.card.last4);
  if (card.asksAuthentication && !hasAuthenticated) {
    if (mayAsk) return askCardholder(tx, intent, returnUrl);
    throw decline(tx, attempt, authenticationNeeded);
  }
  if (card.declines) throw decline(tx, attempt, card.declines);
  return authorize(tx, intent, method);
}

function askCardholder(tx: Transaction, intent: PaymentIntent, returnUrl: string | undefined): PaymentIntent {
  const asked = tx.put<PaymentIntent>({
    ...intent,
    status: 'requires_action',
    next_action: returnUrl
      ? {
          type: 'redirect_to_url',
          redirect_to_url: { return_url: returnUrl, url: `${returnUrl}#authenticate` },
        }
      : { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: intent.id } },
  });
  tx.emit('payment_intent.requires_action', asked);
  return asked;
}

function authorize(tx: Transaction, intent: PaymentIntent, method: PaymentMethod): PaymentIntent {
  spend(tx, intent, method);
  const charge = newCharge(tx, { intent, method }, { authorized: true });
  const common = { ...intent, next_action: null, last_payment_error: null, latest_charge: charge.id };
  if (intent.capture_method === 'manual') {
    const held = tx.put<PaymentIntent>({
      ...common,
      status: 'requires_capture',
      amount_capturable: intent.amount,
    });
    tx.emit('charge.succeeded', tx.put(withDeadline(charge, tx.now)));
    tx.emit('payment_intent.amount_capturable_updated', held);
    return held;
  }
  const captured = captureCharge(tx, charge, intent.amount);
  // With automatic_async, Stripe's default, the balance transaction follows in the background.
  const paid = intent.capture_method === 'automatic' ? bookCharge(tx, captured) : captured;
  const done = tx.put<PaymentIntent>({ ...common, status: 'succeeded', amount_received: intent.amount });
  tx.emit('charge.succeeded', paid);
  tx.emit('payment_intent.succeeded', done);
  return done;
}

function withDeadline(charge: Charge, now: number): Charge {
  const { card } = charge.payment_method_details;
  return {
    ...charge,
    payment_method_details: { type: 'card', card: { ...card, capture_before: now + holdSeconds } },
  };
}

function spend(tx: Transaction, intent: PaymentIntent, method: PaymentMethod): void {
  if (method.customer) return;
  if (intent.customer && intent.setup_future_usage) {
    tx.emit('payment_method.attached', tx.put({ ...method, customer: intent.customer }));
    return;
  }
  tx.put({ id: method.id, object: 'spent_payment_method' });
}

/** Records a failed try and gives the error to throw; the intent waits for another card. */
function decline(tx: Transaction, { intent, method }: Attempt, reason: Decline): ApiError {
  if (!method.customer) tx.put({ id: method.id, object: 'spent_payment_method' });
  const charge = tx.put(newCharge(tx, { intent, method }, { authorized: false, ...reason }));
  const detail: ErrorDetail = {
    type: 'card_error',
    code: reason.code,
    decline_code: reason.declineCode,
    message: reason.message,
    charge: charge.id,
    payment_method: method,
  };
  const failed = tx.put<PaymentIntent>({
    ...intent,
    status: 'requires_payment_method',
    next_action: null,
    payment_method: null,
    latest_charge: charge.id,
    last_payment_error: { ...detail },
  });
  tx.emit('charge.failed', charge);
  tx.emit('payment_intent.payment_failed', failed);
  return new ApiError(402, { ...detail, payment_intent: failed });
}
