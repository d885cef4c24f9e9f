import type { Receipt } from '#contracts/billing/receipt.ts';
import { type Charge, dueOf } from '../charges/charge.ts';
import { isHeld } from '../charges/next-step.ts';
import { priceVisit } from '../prices/price-visit.ts';

/** What the patient is shown. Before the end there are no lines; after it they sum to the amount. */
export function receiptOf(charge: Charge): Receipt {
  const { state, price } = charge;
  const due = dueOf(state);
  const held = charge.attempts.find(isHeld)?.amount;
  return {
    chargeId: charge._id,
    visitId: charge.visitId,
    patientId: charge.patientId,
    status: statusOf(state.status, held !== undefined),
    price,
    billableSeconds: due?.billableSeconds ?? 0,
    intervals: due?.intervals ?? [],
    lines: due ? priceVisit(price, due.billableSeconds).lines : [],
    ...(held ? { held } : {}),
    ...(due ? { amount: due.amount } : {}),
    ...(state.status === 'captured' ? { capturedAt: state.capturedAt } : {}),
  };
}

// A step under way shows as the state that it leaves.
function statusOf(status: Charge['state']['status'], isMoneyHeld: boolean): Receipt['status'] {
  switch (status) {
    case 'planned':
    case 'held':
    case 'captured':
    case 'released':
    case 'attention':
      return status;
    case 'holding':
      return 'planned';
    case 'capturing':
    case 'releasing':
      return isMoneyHeld ? 'held' : 'planned';
    default:
      return status satisfies never;
  }
}
