import { describe, expect, it } from 'vitest';
import { readSettings } from '#platform/settings.ts';
import { billingSettings, stripeAccessOf } from './settings.ts';

const accessFrom = (env: Record<string, string>) =>
  stripeAccessOf(readSettings([billingSettings], env).values);

describe('the settings of Stripe', () => {
  it('are both or none: without them payments are played', () => {
    expect(accessFrom({})).toBeUndefined();
    const env = { STRIPE_SECRET_KEY: 'sk_test_abc', STRIPE_WEBHOOK_SECRET: 'whsec_abc' };
    expect(accessFrom(env)).toEqual({ apiKey: 'sk_test_abc', webhookSecret: 'whsec_abc' });
  });

  it('stop the start when half is missing or a publishable key was taken', () => {
    expect(() => accessFrom({ STRIPE_SECRET_KEY: 'sk_test_abc' })).toThrow(
      /STRIPE_WEBHOOK_SECRET must be set/,
    );
    expect(() => accessFrom({ STRIPE_WEBHOOK_SECRET: 'whsec_abc' })).toThrow(/STRIPE_SECRET_KEY must be set/);
    expect(() => accessFrom({ STRIPE_SECRET_KEY: 'pk_test_abc' })).toThrow(/begins with sk_ or rk_/);
  });
});
