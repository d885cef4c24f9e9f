import { describe, expect, it } from 'vitest';
import type { ChargeState } from './charge.ts';
import { due, euros, someAttempt, someCharge } from './charge.kit.ts';
import { decideAgain, decideCapture, decideHold, decideRelease } from './decide-charge.ts';

const inState = (state: ChargeState) => someCharge({ state });
const failed = (code: string): ChargeState => ({ status: 'attention', step: 'capture', code, since: 1, due });

describe('what is decided about a charge', () => {
  it('is the capture of what the visit came to, once', () => {
    const first = decideCapture(inState({ status: 'held', heldAt: 1 }), due);
    expect(first.state).toMatchObject({ status: 'capturing', due });
    expect(decideCapture(first, { ...due, amount: euros(1) })).toBe(first);
    expect(decideRelease(first, 'cancelled')).toBe(first);
    expect(decideHold(first)).toBe(first);
  });

  it('is the release when nothing is due', () => {
    const nothing = { ...due, amount: euros(0), billableSeconds: 0, intervals: [] };
    const charge = decideCapture(inState({ status: 'held', heldAt: 1 }), nothing);
    expect(charge.state).toMatchObject({ status: 'releasing', reason: 'nothing_due' });
  });

  it('is a person, for seconds that the intervals do not prove, however often they are told', () => {
    for (const unproven of [
      { ...due, billableSeconds: 541 },
      { ...due, intervals: [...due.intervals, { fromAt: 2_000, toAt: 3_000 }] },
    ]) {
      const charge = decideCapture(inState({ status: 'held', heldAt: 1 }), unproven);
      expect(charge.state).toMatchObject({ status: 'attention', code: 'seconds_not_proven' });
      expect(decideCapture(charge, unproven)).toBe(charge);
    }
  });

  it('is to try the capture although the hold was declined', () => {
    const declined: ChargeState = { status: 'attention', step: 'hold', code: 'card_declined', since: 1 };
    expect(decideCapture(inState(declined), due).state.status).toBe('capturing');
    expect(decideRelease(inState(declined), 'no_show').state.status).toBe('releasing');
  });

  it('is another try when another card is there, but not for what was taken or is held', () => {
    expect(decideAgain(inState(failed('card_declined'))).state).toMatchObject({ status: 'capturing', due });
    const taken = { status: 'captured' as const, intentId: 'pi_1', captured: euros(1) };
    const short = someCharge({ state: failed('more_than_held'), attempts: [someAttempt(taken)] });
    expect(decideAgain(short)).toBe(short);
    const unproven = inState(failed('seconds_not_proven'));
    expect(decideAgain(unproven)).toBe(unproven);
  });
});
