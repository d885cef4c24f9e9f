import { describe, expect, it } from 'vitest';
import type { Means } from '../payers/payer.ts';
import type { ChargeState } from './charge.ts';
import { due, euros, someAttempt, someCharge } from './charge.kit.ts';
import { nextStep } from './next-step.ts';

const ready: Means = { status: 'ready', customerId: 'cus_1', paymentMethodId: 'pm_1' };
const held = someAttempt({ status: 'held', intentId: 'pi_1' });
const asked = someAttempt({ status: 'asked' });
const released = someAttempt({ status: 'released', intentId: 'pi_1', wasHeld: true });
const planned: ChargeState = { status: 'planned', isHoldDue: true };
const capturing: ChargeState = { status: 'capturing', due, attemptsBefore: 0 };
const step = (state: ChargeState, attempts = [asked], means: Means = ready) =>
  nextStep(someCharge({ state, attempts }), means);

describe('the next step of a charge', () => {
  it('is to ask for the hold once the patient waits and has a card', () => {
    expect(step(planned, [])).toMatchObject({ kind: 'ask', amount: euros(5500), customerId: 'cus_1' });
    expect(step({ ...planned, isHoldDue: false }, []).kind).toBe('rest');
    expect(step(planned, [], { status: 'none' }).kind).toBe('rest');
    expect(step(planned, [], { status: 'preparing' }).kind).toBe('rest');
    expect(step(planned, [], { status: 'refused', code: 'expired_card' })).toMatchObject({
      kind: 'refuse',
      code: 'expired_card',
    });
  });

  it('is to find out what became of a request that is written down', () => {
    for (const state of [
      { status: 'holding' },
      capturing,
      { status: 'releasing', reason: 'no_show' },
    ] as const)
      expect(step(state)).toMatchObject({ kind: 'hold', attempt: { number: 1 } });
  });

  it('is to capture what is due of what is held, never more', () => {
    expect(step(capturing, [held])).toMatchObject({ kind: 'capture', amount: euros(2500) });
    const long = { ...capturing, due: { ...due, amount: euros(9900) } };
    expect(step(long, [held])).toMatchObject({ kind: 'capture', amount: euros(5500) });
  });

  it('is to hold exactly what is due when nothing is held any more', () => {
    expect(step(capturing, [released])).toMatchObject({ kind: 'ask', amount: euros(2500) });
    expect(step(capturing, [], { status: 'none' })).toMatchObject({
      kind: 'refuse',
      code: 'no_payment_method',
    });
  });

  it('is to let go of what nobody will take', () => {
    expect(step({ status: 'releasing', reason: 'cancelled' }, [held]).kind).toBe('release');
    const over: ChargeState = { status: 'released', reason: 'cancelled', releasedAt: 1 };
    expect(step(over, [held]).kind).toBe('release');
    const second = { ...held, number: 2 };
    expect(step({ status: 'held', heldAt: 1 }, [held, second])).toMatchObject({
      kind: 'release',
      attempt: { number: 1 },
    });
  });

  it('is none while a person looks at it', () => {
    const state: ChargeState = { status: 'attention', step: 'capture', code: 'x', since: 1, due };
    expect(step(state, [held]).kind).toBe('rest');
  });
});
