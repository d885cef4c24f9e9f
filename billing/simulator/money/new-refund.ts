import type { Charge } from '../resources/charge.ts';
import type { Refund } from '../resources/refund.ts';
import type { Transaction } from '../storage/transaction.ts';

type Details = { charge: Charge; amount: number; reason: string | null; metadata?: Record<string, string> };

export function newRefund(tx: Transaction, { charge, amount, reason, metadata = {} }: Details): Refund {
  return tx.put({
    id: tx.newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: tx.now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  });
}

/** Takes `amount` off a charge: money given back after a capture, or an authorisation that is let go. */
export function markRefunded(tx: Transaction, charge: Charge, amount: number): Charge {
  const amountRefunded = charge.amount_refunded + amount;
  return tx.put({ ...charge, amount_refunded: amountRefunded, refunded: amountRefunded === charge.amount });
}
