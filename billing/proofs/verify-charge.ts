import type { Price } from '#contracts/billing/receipt.ts';
import type { Interval } from '#contracts/visits/visit.ts';
import { balanceOf, isBalanced, type LedgerTransaction } from '../ledger/ledger.ts';
import { priceVisit } from '../prices/price-visit.ts';
import { provenSeconds } from './proven-seconds.ts';

type Evidence = {
  /** From the attendance log. */
  intervals: readonly Interval[];
  /** Under which the visit was booked. */
  price: Price;
  /** What billing says of the visit. */
  billed: { billableSeconds: number; amountMinorUnits: number };
  transactions: readonly LedgerTransaction[];
};

/**
 * Works a visit's bill out again from its attendance and its price, and compares. Gives a sentence for everything that does
 * not fit: nothing means that each billed second and each cent is proven.
 */
export function verifyCharge({ intervals, price, billed, transactions }: Evidence): string[] {
  const seconds = provenSeconds(intervals);
  if (seconds === undefined) return ['The intervals overlap or are out of order.'];
  const { amount } = priceVisit(price, seconds);
  const revenue = -balanceOf(transactions, 'revenue');
  const open = balanceOf(transactions, 'receivable');
  const taken = balanceOf(transactions, 'stripe_balance');
  const reserved = balanceOf(transactions, 'cards_reserved');
  const unbalanced = transactions.filter((transaction) => !isBalanced(transaction));
  const foreign = transactions.filter(({ currency }) => currency !== amount.currency);
  const claims: [isTrue: boolean, problem: string][] = [
    [seconds === billed.billableSeconds, `${billed.billableSeconds} s are billed, ${seconds} s are proven.`],
    [
      amount.minorUnits === billed.amountMinorUnits,
      `The price is ${amount.minorUnits}, not ${billed.amountMinorUnits}.`,
    ],
    [
      revenue === amount.minorUnits,
      `The ledger has ${revenue} as earned, the price is ${amount.minorUnits}.`,
    ],
    [taken === amount.minorUnits, `${taken} was taken, the price is ${amount.minorUnits}.`],
    [open === 0, `${open} is still owed.`],
    [reserved === 0, `${reserved} is still reserved.`],
    [unbalanced.length === 0, `Not balanced: ${unbalanced.map(({ step }) => step).join(', ')}.`],
    [foreign.length === 0, `In another currency: ${foreign.map(({ step }) => step).join(', ')}.`],
  ];
  return claims.flatMap(([isTrue, problem]) => (isTrue ? [] : [problem]));
}
