import Stripe from 'stripe';
import { z } from 'zod';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { PaymentSnapshot } from '../payments/payment-gateway.ts';
import { paymentOfIntent } from './payment-of-intent.ts';

/** A signed message of the provider, reduced to what billing may need: no names, no card, no address. */
export type ProviderEvent = {
  id: string;
  type: string;
  createdAt: number;
  objectId?: string;
  payment?: PaymentSnapshot;
};

export type OpenWebhook = (body: Buffer, signature: string) => Promise<ProviderEvent>;

const Event = z.object({
  id: z.string().max(255),
  type: z.string().max(255),
  created: z.int(),
  data: z.object({ object: z.looseObject({ id: z.string().max(255).optional() }) }),
});

const toleranceSeconds = 300;

/** Checks a webhook's signature and age, then reads it. Refuses `unauthenticated` and `invalid_input`. */
export function createOpenWebhook({ secret, now }: { secret: string; now: Now }): OpenWebhook {
  // Checking signatures asks nobody, so the key that opens Stripe is not needed here.
  const { webhooks } = new Stripe('sk_unused');
  return async (body, signature) => {
    const signed = verified(() =>
      webhooks.constructEvent(body, signature, secret, toleranceSeconds, undefined, now()),
    );
    const parsed = Event.safeParse(signed);
    if (!parsed.success) throw new Refusal('invalid_input', 'The event cannot be read.');
    const { id, type, created, data } = parsed.data;
    const payment = paymentOfIntent(data.object);
    return {
      id,
      type,
      createdAt: created * 1000,
      ...(data.object.id === undefined ? {} : { objectId: data.object.id }),
      ...(payment ? { payment } : {}),
    };
  };
}

function verified(check: () => unknown): unknown {
  try {
    return check();
  } catch (cause) {
    throw new Refusal('unauthenticated', 'The signature does not fit.', { cause });
  }
}
