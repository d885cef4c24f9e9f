import { z } from 'zod';
import type { PaymentSnapshot } from '../payments/payment-gateway.ts';

/** The few fields of a PaymentIntent that billing lives on, from an answer, an error or a webhook. */
const Intent = z.object({
  id: z.string(),
  object: z.literal('payment_intent'),
  status: z.string(),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string(),
  metadata: z.object({ charge: z.string(), attempt: z.coerce.number().int().positive() }),
  last_payment_error: z.object({ code: z.string().optional() }).nullish(),
});

/** The snapshot in a PaymentIntent; nothing for one that billing did not make. */
export function paymentOfIntent(object: unknown): PaymentSnapshot | undefined {
  const parsed = Intent.safeParse(object);
  if (!parsed.success) return undefined;
  const { id, status, amount, amount_received, metadata, last_payment_error } = parsed.data;
  const currency = parsed.data.currency.toUpperCase();
  const code = last_payment_error?.code;
  return {
    intentId: id,
    chargeId: metadata.charge,
    attempt: metadata.attempt,
    status: statusOf(status, code),
    amount: { minorUnits: amount, currency },
    received: { minorUnits: amount_received, currency },
    ...(code === undefined ? {} : { refusedCode: code }),
  };
}

function statusOf(status: string, code: string | undefined): PaymentSnapshot['status'] {
  switch (status) {
    case 'requires_capture':
      return 'held';
    case 'succeeded':
      return 'captured';
    case 'canceled':
      return 'released';
    case 'requires_payment_method':
      // Without an error it was made and not yet tried.
      return code === undefined ? 'waiting' : 'refused';
    default:
      // Being confirmed, being processed, or what Stripe adds one day: wait for more.
      return 'waiting';
  }
}
