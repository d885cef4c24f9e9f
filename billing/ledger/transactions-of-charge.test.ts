import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptOutcome, Charge, ChargeState } from '../charges/charge.ts';
import { due, euros, someAttempt, someCharge } from '../charges/charge.kit.ts';
import { balanceOf, isBalanced } from './ledger.ts';
import { transactionsOf } from './transactions-of-charge.ts';

const intentId = 'pi_1';
const ended = fc.constantFrom<AttemptOutcome[]>(
  { status: 'refused', code: 'card_declined' },
  { status: 'released', intentId, wasHeld: true },
  { status: 'released', intentId, wasHeld: false },
);
const amount = fc.integer({ min: 1, max: 1_000_000 });

/** A charge at its end: some attempts that came to nothing, then perhaps one that paid. */
const finished = fc
  .tuple(fc.array(ended, { maxLength: 4 }), amount, fc.boolean())
  .map(([before, owed, isPaid]) => {
    const owing = { ...due, amount: euros(owed) };
    const paid: AttemptOutcome[] = isPaid ? [{ status: 'captured', intentId, captured: euros(owed) }] : [];
    const state: ChargeState = isPaid
      ? { status: 'captured', due: owing, captured: euros(owed), capturedAt: 1 }
      : { status: 'attention', step: 'capture', code: 'card_declined', since: 1, due: owing };
    const attempts = [...before, ...paid].map((outcome, index) => someAttempt(outcome, index + 1));
    return { charge: someCharge({ state, attempts }), owed, isPaid };
  });

describe('the ledger of a charge', () => {
  it('balances in every transaction, and names each step once', () => {
    fc.assert(
      fc.property(finished, ({ charge }) => {
        const transactions = transactionsOf(charge);
        expect(transactions.every(isBalanced)).toBe(true);
        expect(new Set(transactions.map(({ step }) => step)).size).toBe(transactions.length);
      }),
    );
  });

  it('ends with what was earned, what was taken, what is owed, and nothing reserved', () => {
    fc.assert(
      fc.property(finished, ({ charge, owed, isPaid }) => {
        const transactions = transactionsOf(charge);
        expect(balanceOf(transactions, 'revenue')).toBe(-owed);
        expect(balanceOf(transactions, 'stripe_balance')).toBe(isPaid ? owed : 0);
        expect(balanceOf(transactions, 'receivable')).toBe(isPaid ? 0 : owed);
        expect(balanceOf(transactions, 'cards_reserved')).toBe(0);
        expect(balanceOf(transactions, 'reserved_for_visits')).toBe(0);
      }),
    );
  });

  it('shows what is reserved while it is, as nobody’s money', () => {
    const held: Charge = someCharge({
      state: { status: 'held', heldAt: 1 },
      attempts: [someAttempt({ status: 'held', intentId })],
    });
    const transactions = transactionsOf(held);
    expect(balanceOf(transactions, 'cards_reserved')).toBe(5500);
    expect(balanceOf(transactions, 'stripe_balance')).toBe(0);
  });
});
