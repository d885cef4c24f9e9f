import type { PaymentSnapshot } from '../payments/payment-gateway.ts';
import type { Attempt, AttemptOutcome, Charge } from './charge.ts';

/**
 * Takes note of how a payment stood at some moment. Answers, webhooks and reads come in any order and any number of times;
 * an older snapshot never takes back what a newer one said, so every order ends the same.
 */
export function mergePayment(charge: Charge, payment: PaymentSnapshot): Charge {
  const attempts = charge.attempts.map((attempt) =>
    attempt.number === payment.attempt && isSame(attempt, payment)
      ? { ...attempt, outcome: later(attempt.outcome, payment) }
      : attempt,
  );
  return { ...charge, attempts };
}

/** Takes note of a refusal that came without a payment. */
export function mergeRefusal(charge: Charge, number: number, code: string): Charge {
  const attempts = charge.attempts.map((attempt) =>
    attempt.number === number && attempt.outcome.status === 'asked'
      ? { ...attempt, outcome: { status: 'refused' as const, code } }
      : attempt,
  );
  return { ...charge, attempts };
}

/** Whether the snapshot is of the attempt's own payment: the first that was heard of. */
export function isSame({ outcome }: Attempt, { intentId }: PaymentSnapshot): boolean {
  const known = 'intentId' in outcome ? outcome.intentId : undefined;
  return known === undefined || known === intentId;
}

function later(now: AttemptOutcome, payment: PaymentSnapshot): AttemptOutcome {
  const { intentId } = payment;
  if (now.status === 'captured') return now;
  switch (payment.status) {
    case 'waiting':
      return now;
    case 'refused':
      return now.status === 'asked' || now.status === 'refused'
        ? { status: 'refused', code: payment.refusedCode ?? 'card_declined', intentId }
        : now;
    case 'held':
      return now.status === 'released' ? { ...now, wasHeld: true } : { status: 'held', intentId };
    case 'captured':
      return { status: 'captured', intentId, captured: payment.received };
    case 'released':
      if (now.status === 'released') return now;
      return { status: 'released', intentId, wasHeld: now.status === 'held' };
    default:
      return payment.status satisfies never;
  }
}
