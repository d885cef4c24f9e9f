import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { due, someCharge } from '../charges/charge.kit.ts';
import type { LedgerTransaction } from './ledger.ts';
import { type LedgerStore, openLedgerStore } from './ledger-store.ts';
import { transactionsOf } from './transactions-of-charge.ts';

const now = () => 1_800_000_000_000;
const charge = someCharge({ state: { status: 'capturing', due, attemptsBefore: 0 } });
const [owed] = transactionsOf(charge) as [LedgerTransaction];

describe('the ledger', () => {
  let store: Store;
  let ledger: LedgerStore;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ':memory:', now });
    ledger = await openLedgerStore({ store, now });
  });
  afterEach(() => store.close());

  it('keeps a step once, however often and at once it is added', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ledger.add(owed)));
    expect(await ledger.ofCharge(charge._id)).toEqual([owed]);
  });

  it('never takes another amount for the same step, nor one that does not balance', async () => {
    await ledger.add(owed);
    const lines = owed.lines.map((line) => ({ ...line, minorUnits: 1 }));
    await expect(ledger.add({ ...owed, lines })).rejects.toThrow(/another/);
    await expect(ledger.add({ ...owed, step: 'x', lines: owed.lines.slice(1) })).rejects.toThrow(/balance/);
    expect(await ledger.ofCharge(charge._id)).toEqual([owed]);
  });
});
