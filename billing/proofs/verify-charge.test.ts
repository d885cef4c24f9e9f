import { describe, expect, it } from 'vitest';
import type { Charge } from '../charges/charge.ts';
import { due, euros, someAttempt, someCharge } from '../charges/charge.kit.ts';
import { transactionsOf } from '../ledger/transactions-of-charge.ts';
import { provenSeconds } from './proven-seconds.ts';
import { verifyCharge } from './verify-charge.ts';

const charge: Charge = someCharge({
  state: { status: 'captured', due, captured: due.amount, capturedAt: 1 },
  attempts: [someAttempt({ status: 'captured', intentId: 'pi_1', captured: due.amount })],
});
const evidence = {
  intervals: due.intervals,
  price: charge.price,
  billed: { billableSeconds: 540, amountMinorUnits: 2500 },
  transactions: transactionsOf(charge),
};

describe('the proof of a bill', () => {
  it('finds nothing wrong with what follows from the attendance', () => {
    expect(verifyCharge(evidence)).toEqual([]);
  });

  it('finds a second and a cent too many', () => {
    expect(
      verifyCharge({ ...evidence, billed: { billableSeconds: 541, amountMinorUnits: 2500 } }),
    ).toHaveLength(1);
    expect(
      verifyCharge({ ...evidence, billed: { billableSeconds: 540, amountMinorUnits: 2501 } }),
    ).toHaveLength(1);
  });

  it('finds attendance that is shorter than what the ledger earned', () => {
    const dearer = { ...charge.price, includedMinutes: 8 };
    expect(verifyCharge({ ...evidence, price: dearer })).not.toEqual([]);
    const intervals = [{ fromAt: 1_000, toAt: 1_500 }];
    expect(verifyCharge({ ...evidence, intervals })).not.toEqual([]);
  });

  it('finds a step that is missing, doubled or altered in the ledger', () => {
    const { transactions } = evidence;
    for (const [index, one] of transactions.entries()) {
      expect(verifyCharge({ ...evidence, transactions: transactions.toSpliced(index, 1) })).not.toEqual([]);
      expect(verifyCharge({ ...evidence, transactions: [...transactions, one] })).not.toEqual([]);
      const lines = one.lines.with(0, { ...one.lines[0]!, minorUnits: 1 });
      expect(
        verifyCharge({ ...evidence, transactions: transactions.with(index, { ...one, lines }) }),
      ).not.toEqual([]);
    }
    const taken = euros(2499);
    const short = someCharge({
      ...charge,
      attempts: [someAttempt({ status: 'captured', intentId: 'pi_1', captured: taken })],
    });
    expect(verifyCharge({ ...evidence, transactions: transactionsOf(short) })).toHaveLength(2);
  });

  it('rounds the seconds down once, over all intervals, and refuses overlaps', () => {
    const halves = [
      { fromAt: 0, toAt: 1_500 },
      { fromAt: 2_000, toAt: 3_500 },
    ];
    expect(provenSeconds(halves)).toBe(3);
    expect(provenSeconds([])).toBe(0);
    expect(provenSeconds(halves.toReversed())).toBeUndefined();
    expect(verifyCharge({ ...evidence, intervals: halves.toReversed() })).toHaveLength(1);
  });
});
