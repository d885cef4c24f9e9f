import { bookCharge } from '../money/balance.ts';
import { markRefunded, newRefund } from '../money/new-refund.ts';
import type { Charge } from '../resources/charge.ts';
import type { Transaction } from '../storage/transaction.ts';

/** Takes `amount` of an authorised charge for good and lets go of the rest, which shows as a refund without money. */
export function captureCharge(tx: Transaction, charge: Charge, amount: number): Charge {
  const { capture_before: _, ...card } = charge.payment_method_details.card;
  const captured: Charge = {
    ...charge,
    amount_captured: amount,
    captured: true,
    payment_method_details: { ...charge.payment_method_details, card },
  };
  return letGo(tx, captured, { amount: charge.amount - amount, reason: null });
}

/** Lets go of an authorisation that nobody captured. */
export function releaseCharge(tx: Transaction, charge: Charge, reason: string | null): Charge {
  return letGo(tx, charge, { amount: charge.amount, reason });
}

/** Gives the balance transaction to a charge captured in the background, and says so. */
export function settleCharge(tx: Transaction, charge: Charge): void {
  tx.emit('charge.updated', bookCharge(tx, charge), { balance_transaction: null });
}

type Release = { amount: number; reason: string | null };

function letGo(tx: Transaction, charge: Charge, { amount, reason }: Release): Charge {
  if (amount === 0) return tx.put(charge);
  newRefund(tx, { charge, amount, reason });
  return markRefunded(tx, charge, amount);
}
