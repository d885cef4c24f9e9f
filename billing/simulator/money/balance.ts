import type { BalanceTransaction } from '../resources/balance-transaction.ts';
import type { Charge } from '../resources/charge.ts';
import type { Refund } from '../resources/refund.ts';
import type { Transaction } from '../storage/transaction.ts';

/** Stripe's usual price for a domestic card: 2.9 % and 30 minor units. It is not given back with a refund. */
export function stripeFee(amount: number): number {
  return Math.round(amount * 0.029) + 30;
}

/** Books the captured amount, less Stripe's fee, and gives the charge with its balance transaction. */
export function bookCharge(tx: Transaction, charge: Charge): Charge {
  const fee = stripeFee(charge.amount_captured);
  const entry = book(tx, { source: charge, amount: charge.amount_captured, fee, type: 'charge' });
  return tx.put({ ...charge, balance_transaction: entry.id });
}

/** Books money going back to the cardholder. */
export function bookRefund(tx: Transaction, refund: Refund): Refund {
  const entry = book(tx, { source: refund, amount: -refund.amount, fee: 0, type: 'refund' });
  return tx.put({ ...refund, balance_transaction: entry.id });
}

type Entry = { source: Charge | Refund; amount: number; fee: number; type: 'charge' | 'refund' };

function book(tx: Transaction, { source, amount, fee, type }: Entry): BalanceTransaction {
  const { currency } = source;
  const detail = { amount: fee, application: null, currency, description: 'Stripe processing fees' } as const;
  return tx.put({
    id: tx.newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: tx.now,
    balance_type: 'payments',
    created: tx.now,
    currency,
    description: null,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [{ ...detail, type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: type,
    source: source.id,
    status: 'available',
    type,
  });
}
