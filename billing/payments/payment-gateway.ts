import type { Money } from '#contracts/money.ts';

/** How the provider's payment stood at one moment. Whose it is, it says itself: it was made with the charge's id. */
export type PaymentSnapshot = {
  intentId: string;
  chargeId: string;
  attempt: number;
  status: 'waiting' | 'refused' | 'held' | 'captured' | 'released';
  /** What was asked for, and what was taken for good. */
  amount: Money;
  received: Money;
  /** The provider's word for why, where it was refused. */
  refusedCode?: string;
};

/**
 * What the provider answered. `key_spent`: an earlier answer to this idempotency key was a failure inside the provider
 * and comes back for ever, so the payment's real state must be read and the next try needs a new key.
 */
export type PaymentAnswer =
  | { kind: 'payment'; payment: PaymentSnapshot }
  | { kind: 'refused'; code: string; payment?: PaymentSnapshot }
  | { kind: 'key_spent' };

export type HoldRequest = {
  chargeId: string;
  attempt: number;
  amount: Money;
  customerId: string;
  paymentMethodId: string;
  key: string;
};

export type CustomerAnswer =
  | { kind: 'done'; id: string }
  | { kind: 'refused'; code: string }
  | { kind: 'key_spent' };

/**
 * What billing asks of a payment provider. Each call throws the Refusal `unavailable` or `deadline_exceeded` when nothing is
 * known of its outcome: then the same call with the same key finds out, and does nothing twice.
 */
export interface PaymentGateway {
  createCustomer(input: { reference: string; key: string }): Promise<CustomerAnswer>;
  /** Gives the id under which the customer's card can be used again and again. */
  attachCard(input: { customerId: string; paymentMethodId: string; key: string }): Promise<CustomerAnswer>;
  hold(request: HoldRequest): Promise<PaymentAnswer>;
  capture(input: { intentId: string; amount: Money; key: string }): Promise<PaymentAnswer>;
  release(input: { intentId: string; key: string }): Promise<PaymentAnswer>;
  read(intentId: string): Promise<PaymentSnapshot>;
  /** The payment of this attempt, if the provider has one, whatever became of the answer to its making. */
  find(input: {
    chargeId: string;
    attempt: number;
    customerId: string;
  }): Promise<PaymentSnapshot | undefined>;
}
