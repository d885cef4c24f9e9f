import { invalidRequest, noSuch } from '../http/api-error.ts';
import { emptyBillingDetails } from '../resources/charge.ts';
import type { PaymentMethod } from '../resources/payment-method.ts';
import { type CardBehaviour, findTestCard } from '../resources/test-cards.ts';
import type { Transaction } from '../storage/transaction.ts';

/** The payment method with this id; a shared test token makes a fresh one, as at Stripe. */
export function resolvePaymentMethod(
  tx: Transaction,
  idOrToken: string,
  param = 'payment_method',
): PaymentMethod {
  const card = findTestCard(idOrToken);
  if (card) return tx.put(newCard(tx, card));
  const method = tx.find('payment_method', idOrToken);
  if (!method) throw noSuch('PaymentMethod', idOrToken, param);
  return method;
}

/** Refuses a card that belongs to somebody else, and one that was used up because it belongs to nobody. */
export function demandUsable(tx: Transaction, method: PaymentMethod, customer: string | null): void {
  if (method.customer && method.customer !== customer) {
    throw invalidRequest('This PaymentMethod belongs to a Customer, who must be named with it.', {
      param: 'payment_method',
    });
  }
  if (!method.customer && tx.find('spent_payment_method', method.id)) {
    throw invalidRequest('A PaymentMethod without a Customer can be used only once.', {
      param: 'payment_method',
    });
  }
}

function newCard(tx: Transaction, { brand, last4 }: CardBehaviour): PaymentMethod {
  return {
    id: tx.newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: emptyBillingDetails,
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: brand,
      exp_month: 12,
      exp_year: new Date(tx.now * 1000).getUTCFullYear() + 1,
      fingerprint: `simulated${last4}`,
      funding: 'credit',
      generated_from: null,
      last4,
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: tx.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
