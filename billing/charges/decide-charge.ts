import type { Instant } from '#contracts/ids.ts';
import { isProven } from '../proofs/proven-seconds.ts';
import { type Charge, dueOf, type Due, lastAttempt, type ReleaseReason } from './charge.ts';
import { attention } from './settle-charge.ts';

/** The patient is in the waiting room: the money is to be reserved. */
export function decideHold(charge: Charge): Charge {
  const { state } = charge;
  if (state.status !== 'planned' || state.isHoldDue) return charge;
  return { ...charge, state: { status: 'planned', isHoldDue: true } };
}

/** The visit is over and this is what it came to. Decided once; whatever comes later changes nothing. */
export function decideCapture(charge: Charge, due: Due): Charge {
  if (!isUndecided(charge)) return charge;
  if (!isProven(due)) {
    const code = 'seconds_not_proven';
    if (charge.state.status === 'attention' && charge.state.code === code) return charge;
    return { ...charge, state: attention(charge, { step: 'capture', code, at: due.endedAt }) };
  }
  if (due.amount.minorUnits === 0)
    return { ...charge, state: { status: 'releasing', reason: 'nothing_due', due } };
  return { ...charge, state: { status: 'capturing', due, attemptsBefore: charge.attempts.length } };
}

/** The visit does not take place: nothing is owed. */
export function decideRelease(charge: Charge, reason: ReleaseReason): Charge {
  return isUndecided(charge) ? { ...charge, state: { status: 'releasing', reason } } : charge;
}

/** Another card is there: what waited for one goes on. What is wrong with the money itself stays with a person. */
export function decideAgain(charge: Charge): Charge {
  const { state } = charge;
  const outcome = lastAttempt(charge)?.outcome.status;
  if (state.status !== 'attention' || state.code === 'seconds_not_proven') return charge;
  if (outcome === 'captured' || outcome === 'held') return charge;
  const { due } = state;
  if (!due) return { ...charge, state: { status: 'planned', isHoldDue: true } };
  return { ...charge, state: { status: 'capturing', due, attemptsBefore: charge.attempts.length } };
}

/** Writes the next payment down, before the provider hears of it. */
export function decideAttempt(
  charge: Charge,
  ask: Pick<Charge['attempts'][number], 'amount' | 'customerId' | 'paymentMethodId'>,
  askedAt: Instant,
): Charge {
  const number = charge.attempts.length + 1;
  const attempt = { ...ask, number, askedAt, spentKeys: 0, outcome: { status: 'asked' as const } };
  const state = charge.state.status === 'planned' ? ({ status: 'holding' } as const) : charge.state;
  return { ...charge, state, attempts: [...charge.attempts, attempt] };
}

function isUndecided({ state }: Charge): boolean {
  const isOpen = ['planned', 'holding', 'held', 'attention'].includes(state.status);
  return isOpen && dueOf(state) === undefined;
}
