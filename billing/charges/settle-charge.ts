import type { Instant } from '#contracts/ids.ts';
import { type Charge, type ChargeState, type ChargeStep, dueOf, lastAttempt } from './charge.ts';

/** Moves the charge on to where its last payment has brought it. Gives the same charge if nothing changes. */
export function settleCharge(charge: Charge, at: Instant): Charge {
  const state = settledState(charge, at);
  return state === charge.state ? charge : { ...charge, state };
}

function settledState(charge: Charge, at: Instant): ChargeState {
  const { state } = charge;
  switch (state.status) {
    case 'holding':
    case 'held':
      return afterHold(charge, at);
    case 'capturing':
      return afterCapture(charge, state, at);
    case 'releasing':
      return afterRelease(charge, state, at);
    case 'planned':
    case 'captured':
    case 'released':
    case 'attention':
      return state;
    default:
      return state satisfies never;
  }
}

function afterHold(charge: Charge, at: Instant): ChargeState {
  const { state } = charge;
  const outcome = lastAttempt(charge)?.outcome;
  switch (outcome?.status) {
    case 'held':
      return state.status === 'held' ? state : { status: 'held', heldAt: at };
    case 'refused':
      return attention(charge, { step: 'hold', code: outcome.code, at });
    case 'captured':
      return attention(charge, { step: 'hold', code: 'captured_outside', at });
    case 'released':
      // It expired or was cancelled at the provider. It is held again when there is something to capture.
      return { status: 'planned', isHoldDue: false };
    case 'asked':
    case undefined:
      return state;
    default:
      return outcome satisfies never;
  }
}

type Capturing = Extract<ChargeState, { status: 'capturing' }>;

function afterCapture(charge: Charge, state: Capturing, at: Instant): ChargeState {
  const last = lastAttempt(charge);
  if (last?.outcome.status === 'refused' && last.number > state.attemptsBefore)
    return attention(charge, { step: 'capture', code: last.outcome.code, at });
  if (last?.outcome.status !== 'captured') return state;
  const { captured } = last.outcome;
  const missing = state.due.amount.minorUnits - captured.minorUnits;
  if (missing > 0) return attention(charge, { step: 'capture', code: 'more_than_held', at });
  if (missing < 0) return attention(charge, { step: 'capture', code: 'captured_outside', at });
  return { status: 'captured', due: state.due, captured, capturedAt: at };
}

type Releasing = Extract<ChargeState, { status: 'releasing' }>;

function afterRelease(charge: Charge, state: Releasing, at: Instant): ChargeState {
  const outcome = lastAttempt(charge)?.outcome;
  if (outcome?.status === 'asked' || outcome?.status === 'held') return state;
  if (outcome?.status === 'captured')
    return attention(charge, { step: 'release', code: 'captured_outside', at });
  return { ...state, status: 'released', releasedAt: at };
}

/** The charge's state when a person must look at it. */
export function attention(
  { state }: Charge,
  { step, code, at }: { step: ChargeStep; code: string; at: Instant },
): ChargeState {
  const due = dueOf(state);
  return { status: 'attention', step, code, since: at, ...(due ? { due } : {}) };
}
