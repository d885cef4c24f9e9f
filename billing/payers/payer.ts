import type { TenantId, UserId } from '#contracts/ids.ts';
import type { Document } from '#platform/store/store.ts';

/** How a patient's card stands at the provider. */
export type PayerCard =
  /** Given, and not yet known to the provider as this patient's. */
  | { status: 'preparing' }
  | { status: 'ready'; paymentMethodId: string }
  | { status: 'refused'; code: string };

/** Who pays: the patient's card, as the provider's reference to it, never its number. */
export type Payer = Document & {
  tenantId: TenantId;
  patientId: UserId;
  /** As it was given. */
  paymentMethodId: string;
  customerId?: string;
  card: PayerCard;
  /** Counts cards given and keys spent, so that each try at the provider has a key of its own. */
  tries: number;
};

/** What a charge needs to know of its payer. */
export type Means =
  | { status: 'none' }
  | { status: 'preparing' }
  | { status: 'ready'; customerId: string; paymentMethodId: string }
  | { status: 'refused'; code: string };

export function meansOf(payer: Payer | undefined): Means {
  if (!payer) return { status: 'none' };
  const { card, customerId } = payer;
  if (card.status !== 'ready') return card;
  return customerId === undefined
    ? { status: 'preparing' }
    : { status: 'ready', customerId, paymentMethodId: card.paymentMethodId };
}
