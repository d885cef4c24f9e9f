import { type Attempt, type Charge, dueOf } from '../charges/charge.ts';
import type { Account, LedgerLine, LedgerTransaction } from './ledger.ts';

/**
 * Everything the ledger must say of a charge, worked out from the charge alone: the same facts give the same transactions,
 * in whatever order they were learnt.
 */
export function transactionsOf(charge: Charge): LedgerTransaction[] {
  const { tenantId, _id: chargeId } = charge;
  const { currency } = charge.price.flat;
  const due = dueOf(charge.state)?.amount.minorUnits ?? 0;
  const steps: { step: string; lines: LedgerLine[] }[] = [
    ...(due > 0 ? [{ step: 'due', lines: move('receivable', 'revenue', due) }] : []),
    ...charge.attempts.flatMap(stepsOf),
  ];
  return steps.map((one) => ({ tenantId, chargeId, currency, ...one }));
}

function stepsOf({ number, amount, outcome }: Attempt) {
  const hold = {
    step: `hold:${number}`,
    lines: move('cards_reserved', 'reserved_for_visits', amount.minorUnits),
  };
  const unreserved = move('reserved_for_visits', 'cards_reserved', amount.minorUnits);
  switch (outcome.status) {
    case 'asked':
    case 'refused':
      return [];
    case 'held':
      return [hold];
    case 'captured': {
      const taken = move('stripe_balance', 'receivable', outcome.captured.minorUnits);
      return [hold, { step: `capture:${number}`, lines: [...taken, ...unreserved] }];
    }
    case 'released':
      return outcome.wasHeld ? [hold, { step: `release:${number}`, lines: unreserved }] : [];
    default:
      return outcome satisfies never;
  }
}

const move = (to: Account, from: Account, minorUnits: number): LedgerLine[] => [
  { account: to, side: 'debit', minorUnits },
  { account: from, side: 'credit', minorUnits },
];
