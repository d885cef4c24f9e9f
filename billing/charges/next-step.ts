import type { Money } from '#contracts/money.ts';
import type { Means } from '../payers/payer.ts';
import { type Attempt, type Charge, lastAttempt } from './charge.ts';

export type HeldAttempt = Attempt & { outcome: { status: 'held'; intentId: string } };

/** What is to be done next for a charge. `rest`: nothing, until an event, a webhook or a card comes. */
export type NextStep =
  | { kind: 'ask'; amount: Money; customerId: string; paymentMethodId: string }
  | { kind: 'refuse'; step: 'hold' | 'capture'; code: string }
  | { kind: 'hold'; attempt: Attempt }
  | { kind: 'capture'; attempt: HeldAttempt; amount: Money }
  | { kind: 'release'; attempt: HeldAttempt }
  | { kind: 'rest' };

const rest: NextStep = { kind: 'rest' };

/** Decides from what is written down alone, so that a process that died is taken over by any other. */
export function nextStep(charge: Charge, means: Means): NextStep {
  const { state } = charge;
  const stray = charge.attempts.find((attempt) => isStray(charge, attempt));
  if (stray && isHeld(stray)) return { kind: 'release', attempt: stray };
  const last = lastAttempt(charge);
  switch (state.status) {
    case 'planned':
      return state.isHoldDue ? ask({ means, amount: charge.holdAmount, step: 'hold' }) : rest;
    case 'holding':
      return last ? { kind: 'hold', attempt: last } : rest;
    case 'capturing':
      if (last?.outcome.status === 'asked') return { kind: 'hold', attempt: last };
      if (last && isHeld(last))
        return { kind: 'capture', attempt: last, amount: lower(last.amount, state.due.amount) };
      return ask({ means, amount: state.due.amount, step: 'capture' });
    case 'releasing':
      // Whether the card was reached is unknown: the same request again tells, and then it can be let go.
      if (last?.outcome.status === 'asked') return { kind: 'hold', attempt: last };
      return last && isHeld(last) ? { kind: 'release', attempt: last } : rest;
    case 'held':
    case 'captured':
    case 'released':
    case 'attention':
      return rest;
    default:
      return state satisfies never;
  }
}

function ask({ means, amount, step }: { means: Means; amount: Money; step: 'hold' | 'capture' }): NextStep {
  switch (means.status) {
    case 'ready':
      return {
        kind: 'ask',
        amount,
        customerId: means.customerId,
        paymentMethodId: means.paymentMethodId,
      };
    case 'refused':
      return { kind: 'refuse', step, code: means.code };
    case 'none':
      return step === 'capture' ? { kind: 'refuse', step, code: 'no_payment_method' } : rest;
    case 'preparing':
      return rest;
    default:
      return means satisfies never;
  }
}

/** Money that is held though nobody will take it: by an attempt that was given up, or after the end. */
function isStray(charge: Charge, attempt: Attempt): boolean {
  if (!isHeld(attempt)) return false;
  const { status } = charge.state;
  return attempt !== lastAttempt(charge) || status === 'captured' || status === 'released';
}

export function isHeld(attempt: Attempt): attempt is HeldAttempt {
  return attempt.outcome.status === 'held';
}

const lower = (a: Money, b: Money): Money => (a.minorUnits <= b.minorUnits ? a : b);
