import { describe, expect, it } from 'vitest';
import type { AttemptOutcome, ChargeState } from './charge.ts';
import { due, euros, someAttempt, someCharge } from './charge.kit.ts';
import { settleCharge } from './settle-charge.ts';

const at = 99;
const held: AttemptOutcome = { status: 'held', intentId: 'pi_1' };
const refused: AttemptOutcome = { status: 'refused', code: 'card_declined' };
const released: AttemptOutcome = { status: 'released', intentId: 'pi_1', wasHeld: true };
const captured = (minorUnits: number): AttemptOutcome => ({
  status: 'captured',
  intentId: 'pi_1',
  captured: euros(minorUnits),
});
const settled = (state: ChargeState, outcome: AttemptOutcome) =>
  settleCharge(someCharge({ state, attempts: [someAttempt(outcome)] }), at).state;

const holding: ChargeState = { status: 'holding' };
const capturing: ChargeState = { status: 'capturing', due, attemptsBefore: 0 };
const releasing: ChargeState = { status: 'releasing', reason: 'cancelled' };

describe('a charge whose payment moved on', () => {
  it('is held, or needs attention when the card is declined', () => {
    expect(settled(holding, held)).toEqual({ status: 'held', heldAt: at });
    expect(settled(holding, refused)).toMatchObject({
      status: 'attention',
      step: 'hold',
      code: 'card_declined',
    });
    expect(settled(holding, { status: 'asked' })).toEqual(holding);
  });

  it('is planned again when its hold ended elsewhere, to be held when there is something to take', () => {
    expect(settled({ status: 'held', heldAt: 1 }, released)).toEqual({ status: 'planned', isHoldDue: false });
  });

  it('is captured only by the exact amount', () => {
    expect(settled(capturing, captured(2500))).toMatchObject({ status: 'captured', capturedAt: at });
    expect(settled(capturing, captured(2000))).toMatchObject({
      status: 'attention',
      code: 'more_than_held',
      due,
    });
    expect(settled(capturing, captured(2600))).toMatchObject({
      status: 'attention',
      code: 'captured_outside',
    });
    expect(settled(capturing, held)).toEqual(capturing);
  });

  it('does not count a refusal from before the visit ended against the capture', () => {
    expect(settled({ ...capturing, attemptsBefore: 1 }, refused)).toMatchObject({ status: 'capturing' });
    expect(settled(capturing, refused)).toMatchObject({ status: 'attention', step: 'capture', due });
  });

  it('is released once nothing is held, and never while that is unknown', () => {
    expect(settled(releasing, released)).toMatchObject({ status: 'released', releasedAt: at });
    expect(settled(releasing, refused)).toMatchObject({ status: 'released' });
    expect(settled(releasing, held)).toEqual(releasing);
    expect(settled(releasing, { status: 'asked' })).toEqual(releasing);
    expect(settled(releasing, captured(1))).toMatchObject({ status: 'attention', step: 'release' });
  });

  it('that was never held is released at once', () => {
    expect(settleCharge(someCharge({ state: releasing }), at).state.status).toBe('released');
  });

  it('is shown to a person when somebody else took the money', () => {
    expect(settled({ status: 'held', heldAt: 1 }, captured(5500))).toMatchObject({
      code: 'captured_outside',
    });
  });
});
