import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Lifecycle } from '#platform/lifecycle.ts';
import { addressesOf } from '#platform/process/addresses.ts';
import type { ServerSettings } from '#platform/process/server-settings.ts';
import { type BillingSettings, type StripeAccess, stripeAccessOf } from './settings.ts';
import { createStripeSimulator, simulatorApiKey } from './simulator/service.ts';

type Deps = { settings: BillingSettings & ServerSettings; lifecycle: Lifecycle };

/** Stripe, if there is a key; else the project's own simulator of it, on this machine. */
export async function openStripe({ settings, lifecycle }: Deps): Promise<StripeAccess> {
  const stripe = stripeAccessOf(settings);
  if (stripe) return stripe;
  const webhookSecret = `whsec_${randomBytes(24).toString('hex')}`;
  const simulator = createStripeSimulator({
    port: 0,
    dataFile: join(settings.BEDSIDE_DATA, 'stripe-simulator.jsonl'),
    webhooks: [{ url: `${addressesOf(settings).ownUrl}/stripe/webhooks`, secret: webhookSecret }],
  });
  await simulator.start();
  lifecycle.add({ name: 'stripe simulator', stop: () => simulator.stop() });
  return { apiKey: simulatorApiKey, baseUrl: simulator.url, webhookSecret };
}
