import type { ChargeId, TenantId } from '#contracts/ids.ts';
import type { Currency } from '#contracts/money.ts';

/**
 * Where money is. `receivable`: owed by patients. `revenue`: earned. `stripe_balance`: taken by the provider for us.
 * `cards_reserved` and `reserved_for_visits`: a pair for the record only, of money that is held on cards and is not ours.
 */
export type Account = 'receivable' | 'revenue' | 'stripe_balance' | 'cards_reserved' | 'reserved_for_visits';

export type LedgerLine = { account: Account; side: 'debit' | 'credit'; minorUnits: number };

/** One thing that happened to money. Its lines balance; it is written once and never changed. */
export type LedgerTransaction = {
  tenantId: TenantId;
  chargeId: ChargeId;
  /** What it was, once per charge: `due`, `hold:1`, `capture:1`, `release:1`. */
  step: string;
  currency: Currency;
  lines: LedgerLine[];
};

export const isBalanced = ({ lines }: Pick<LedgerTransaction, 'lines'>): boolean =>
  lines.reduce((sum, line) => sum + signed(line), 0) === 0;

/** Debits less credits of one account. */
export function balanceOf(
  transactions: readonly Pick<LedgerTransaction, 'lines'>[],
  account: Account,
): number {
  const lines = transactions.flatMap((transaction) => transaction.lines);
  return lines.reduce((sum, line) => (line.account === account ? sum + signed(line) : sum), 0);
}

const signed = ({ side, minorUnits }: LedgerLine): number => (side === 'debit' ? minorUnits : -minorUnits);
