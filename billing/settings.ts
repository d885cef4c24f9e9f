import { ConfigurationError, defineSettings, type SettingsOf } from '#platform/settings.ts';
import { text } from '#platform/settings/kinds.ts';
import { z } from 'zod';

const keyMessage = 'it must be a secret or restricted key of Stripe, which begins with sk_ or rk_';
const secretMessage = "it must be the signing secret of Stripe's webhook, which begins with whsec_";

export const billingSettings = defineSettings({
  STRIPE_SECRET_KEY: {
    schema: text.regex(/^(sk|rk)_(test|live)_\w+$/, keyMessage).optional(),
    secret: true,
    help: 'The key with which payments are made at Stripe. Without it payments are played on this machine.',
  },
  STRIPE_WEBHOOK_SECRET: {
    schema: z.optional(text.regex(/^whsec_\S+$/, secretMessage)),
    secret: true,
    help: "Signs what Stripe tells us at /stripe/webhooks. Goes with STRIPE_SECRET_KEY; Stripe's dashboard shows it.",
  },
});
export type BillingSettings = SettingsOf<typeof billingSettings>;

/** How the payment provider is reached. `baseUrl`: where it is played locally; without one it is Stripe itself. */
export type StripeAccess = { apiKey: string; webhookSecret: string; baseUrl?: string };

/** Stripe as set, or nothing where payments are to be played. Throws `ConfigurationError` when half of it is missing. */
export function stripeAccessOf(settings: BillingSettings): StripeAccess | undefined {
  const { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: secret } = settings;
  if (key && secret) return { apiKey: key.reveal(), webhookSecret: secret.reveal() };
  if (key)
    throw new ConfigurationError([
      "STRIPE_WEBHOOK_SECRET must be set beside STRIPE_SECRET_KEY. Stripe's dashboard shows it under Webhooks.",
    ]);
  if (secret)
    throw new ConfigurationError([
      'STRIPE_SECRET_KEY must be set beside STRIPE_WEBHOOK_SECRET, or neither of them.',
    ]);
  return undefined;
}
