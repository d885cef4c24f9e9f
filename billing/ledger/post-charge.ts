import type { Charge } from '../charges/charge.ts';
import type { LedgerStore } from './ledger-store.ts';
import { transactionsOf } from './transactions-of-charge.ts';

/** Brings the ledger up to the charge. Safe to repeat, and by any number of processes at once. */
export function createPostCharge({ ledger }: { ledger: LedgerStore }) {
  return async function postCharge(charge: Charge): Promise<void> {
    const expected = transactionsOf(charge);
    if (expected.length === 0) return;
    const there = new Set((await ledger.ofCharge(charge._id)).map(({ step }) => step));
    for (const transaction of expected) if (!there.has(transaction.step)) await ledger.add(transaction);
  };
}
export type PostCharge = ReturnType<typeof createPostCharge>;
