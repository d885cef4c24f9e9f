import { emptyBillingDetails, type Charge } from '../resources/charge.ts';
import type { PaymentIntent } from '../resources/payment-intent.ts';
import type { PaymentMethod } from '../resources/payment-method.ts';
import type { Transaction } from '../storage/transaction.ts';

type Outcome =
  | { authorized: true }
  | { authorized: false; code: string; declineCode: string; message: string };

/** One try at getting this intent's money from this card, not yet captured. */
export function newCharge(
  tx: Transaction,
  { intent, method }: { intent: PaymentIntent; method: PaymentMethod },
  outcome: Outcome,
): Charge {
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4 } = method.card;
  const { authorized } = outcome;
  return {
    id: tx.newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: emptyBillingDetails,
    calculated_statement_descriptor: intent.statement_descriptor,
    captured: false,
    created: tx.now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: authorized ? null : outcome.code,
    failure_message: authorized ? null : outcome.message,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      network_status: authorized ? 'approved_by_network' : 'declined_by_network',
      reason: authorized ? null : outcome.declineCode,
      risk_level: 'normal',
      seller_message: authorized ? 'Payment complete.' : 'The bank declined the payment.',
      type: authorized ? 'authorized' : 'issuer_declined',
    },
    paid: authorized,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      card: {
        amount_authorized: authorized ? intent.amount : null,
        brand,
        country,
        exp_month,
        exp_year,
        fingerprint,
        funding,
        last4,
        network: brand,
      },
      type: 'card',
    },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: authorized ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}
