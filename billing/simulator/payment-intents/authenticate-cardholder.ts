import type { ErrorDetail } from '../http/api-error.ts';
import { resolvePaymentMethod } from '../money/payment-method-rules.ts';
import type { PaymentIntent } from '../resources/payment-intent.ts';
import type { Transaction } from '../storage/transaction.ts';
import { attemptPayment } from './attempt-payment.ts';
import { demandIntent, demandStatus } from './payment-intent-rules.ts';

/** What the cardholder does in the bank's window. Stripe has no request for this; tests ask for it. */
export function authenticateCardholder(
  tx: Transaction,
  { id, outcome }: { id: string; outcome: 'failed' | 'succeeded' },
): PaymentIntent {
  const intent = demandIntent(tx, id);
  demandStatus(intent, ['requires_action'], 'authenticated');
  if (outcome === 'failed') return refuse(tx, intent);
  const method = resolvePaymentMethod(tx, intent.payment_method ?? '');
  return attemptPayment(tx, { intent, method, mayAsk: true, hasAuthenticated: true });
}

function refuse(tx: Transaction, intent: PaymentIntent): PaymentIntent {
  const error: ErrorDetail = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message: 'The cardholder did not authenticate; another payment method is needed.',
  };
  const failed = tx.put<PaymentIntent>({
    ...intent,
    last_payment_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  tx.emit('payment_intent.payment_failed', failed);
  return failed;
}
