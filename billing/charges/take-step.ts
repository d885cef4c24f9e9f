import type { Now } from '#platform/clock.ts';
import type { PaymentAnswer, PaymentGateway } from '../payments/payment-gateway.ts';
import type { Attempt, Charge, ChargeStep } from './charge.ts';
import type { ChargeStore } from './charge-store.ts';
import { decideAttempt } from './decide-charge.ts';
import { mergePayment, mergeRefusal } from './merge-payment.ts';
import type { HeldAttempt, NextStep } from './next-step.ts';
import { attention } from './settle-charge.ts';

type Deps = { charges: ChargeStore; gateway: PaymentGateway; now: Now };
type Step = Exclude<NextStep, { kind: 'rest' }>;
export type TakeStep = (charge: Charge, step: Step) => Promise<void>;

/** The provider forgets idempotency keys after a day; long before that, asking again begins with looking. */
const keyTrustedMs = 3_600_000;

/** Takes one step of a charge: at the provider with a key that makes it happen once, then in the store. */
export function createTakeStep({ charges, gateway, now }: Deps): TakeStep {
  return async function takeStep(charge, step) {
    switch (step.kind) {
      case 'ask':
        return askFor(charge, step);
      case 'refuse':
        return refuse(charge, step);
      case 'hold':
        return hold(charge, step.attempt);
      case 'capture': {
        const { attempt, amount } = step;
        const key = keyOf(charge, 'capture', attempt);
        const { intentId } = attempt.outcome;
        return settle(charge, { step: 'capture', attempt }, await gateway.capture({ intentId, amount, key }));
      }
      case 'release': {
        const { attempt } = step;
        const key = keyOf(charge, 'release', attempt);
        const { intentId } = attempt.outcome;
        return settle(charge, { step: 'release', attempt }, await gateway.release({ intentId, key }));
      }
      default:
        return step satisfies never;
    }
  };

  async function askFor({ _id, attempts }: Charge, ask: Parameters<typeof decideAttempt>[1]): Promise<void> {
    const { amount, customerId, paymentMethodId } = ask;
    await charges.change(_id, (row) =>
      // Another process may have asked meanwhile.
      row.attempts.length === attempts.length
        ? decideAttempt(row, { amount, customerId, paymentMethodId }, now())
        : row,
    );
  }

  async function refuse(charge: Charge, { step, code }: { step: ChargeStep; code: string }): Promise<void> {
    await charges.change(charge._id, (row) =>
      row.version === charge.version ? { ...row, state: attention(row, { step, code, at: now() }) } : row,
    );
  }

  async function hold({ _id: chargeId }: Charge, attempt: Attempt): Promise<void> {
    const { number, amount, customerId, paymentMethodId } = attempt;
    const whose = { chargeId, attempt: number, customerId };
    const known = now() - attempt.askedAt > keyTrustedMs ? await gateway.find(whose) : undefined;
    const key = `${chargeId}:hold:${number}`;
    const answer: PaymentAnswer = known
      ? { kind: 'payment', payment: known }
      : await gateway.hold({ ...whose, amount, paymentMethodId, key });
    if (answer.kind !== 'key_spent') return note(chargeId, number, answer);
    const made = await gateway.find(whose);
    if (made) return note(chargeId, number, { kind: 'payment', payment: made });
    await charges.change(chargeId, (row) =>
      row.attempts.length === number
        ? decideAttempt(row, { amount, customerId, paymentMethodId }, now())
        : row,
    );
  }

  /** Takes note of the answer to a capture or a release; where that was no plain yes, of how the payment really stands. */
  async function settle(
    { _id: chargeId }: Charge,
    { step, attempt }: { step: ChargeStep; attempt: HeldAttempt },
    answer: PaymentAnswer,
  ): Promise<void> {
    if (answer.kind === 'payment') return note(chargeId, attempt.number, answer);
    const payment = await gateway.read(attempt.outcome.intentId);
    await charges.change(chargeId, (row) => {
      const merged = mergePayment(row, payment);
      if (payment.status !== 'held') return merged;
      if (answer.kind === 'key_spent') return withSpentKey(merged, attempt);
      return { ...merged, state: attention(merged, { step, code: answer.code, at: now() }) };
    });
  }

  async function note(
    chargeId: string,
    number: number,
    answer: Exclude<PaymentAnswer, { kind: 'key_spent' }>,
  ): Promise<void> {
    await charges.change(chargeId, (row) => {
      const merged = answer.payment ? mergePayment(row, answer.payment) : row;
      return answer.kind === 'refused' ? mergeRefusal(merged, number, answer.code) : merged;
    });
  }
}

/** The charge and the step; a new number only after the provider has shown that the old one did nothing. */
function keyOf({ _id }: Charge, step: ChargeStep, { number, spentKeys }: Attempt): string {
  return `${_id}:${step}:${number}${spentKeys > 0 ? `:${spentKeys}` : ''}`;
}

function withSpentKey(charge: Charge, { number, spentKeys }: Attempt): Charge {
  const attempts = charge.attempts.map((attempt) =>
    attempt.number === number && attempt.spentKeys === spentKeys
      ? { ...attempt, spentKeys: spentKeys + 1 }
      : attempt,
  );
  return { ...charge, attempts };
}
