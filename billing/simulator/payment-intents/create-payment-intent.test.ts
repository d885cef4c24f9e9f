import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

const create = (params: Partial<Stripe.PaymentIntentCreateParams>) =>
  stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...params });

describe('creating a PaymentIntent', () => {
  it('waits for a payment method, and captures in the background unless told otherwise', async () => {
    const intent = await create({ description: 'A visit', metadata: { visit: '7' } });
    expect(intent).toMatchObject({
      object: 'payment_intent',
      amount: 2000,
      amount_received: 0,
      capture_method: 'automatic_async',
      currency: 'usd',
      description: 'A visit',
      metadata: { visit: '7' },
      status: 'requires_payment_method',
    });
    expect(intent.id).toMatch(/^pi_/);
    expect(intent.client_secret).toContain(`${intent.id}_secret_`);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toEqual(intent);
  });

  it('gives a fresh payment method for a shared test token, and waits to be confirmed', async () => {
    const intent = await create({ payment_method: 'pm_card_visa' });
    expect(intent.status).toBe('requires_confirmation');
    expect(intent.payment_method).toMatch(/^pm_(?!card)/);
  });

  it.each<[string, Partial<Stripe.PaymentIntentCreateParams>, object]>([
    ['too little', { amount: 49 }, { code: 'amount_too_small', param: 'amount' }],
    ['too little in forints', { amount: 17_499, currency: 'huf' }, { code: 'amount_too_small' }],
    ['too much', { amount: 100_000_000 }, { code: 'amount_too_large', param: 'amount' }],
    ['nothing', { amount: 0 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['half a cent', { amount: 100.5 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['an unknown currency', { currency: 'zzz' }, { param: 'currency' }],
    ['an empty currency', { currency: '' }, { code: 'parameter_invalid_empty', param: 'currency' }],
    ['a customer who is not there', { customer: 'cus_0' }, { code: 'resource_missing', param: 'customer' }],
    [
      'a card that is not there',
      { payment_method: 'pm_0' },
      { code: 'resource_missing', param: 'payment_method' },
    ],
    ['off_session without confirm', { off_session: true }, { param: 'off_session' }],
    ['something that only Stripe has', { transfer_group: 'x' }, { param: 'transfer_group' }],
  ])('refuses %s', async (_what, params, expected) => {
    await expect(create(params)).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      rawType: 'invalid_request_error',
      ...expected,
    });
  });

  it('refuses a parameter that nobody knows, and one that is missing', async () => {
    const unknown = { amount: 2000, currency: 'usd', colour: 'red' };
    await expect(stripe.paymentIntents.create(unknown)).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'colour',
    });
    await expect(stripe.rawRequest('POST', '/v1/payment_intents', { currency: 'usd' })).rejects.toMatchObject(
      {
        code: 'parameter_missing',
        param: 'amount',
      },
    );
    const moody = { enabled: true, mood: 'good' };
    await expect(create({ automatic_payment_methods: moody })).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'automatic_payment_methods[mood]',
    });
  });

  it('takes the types allowed, in place of automatic ones, and no longer the old list', async () => {
    const allowed = await create({ allowed_payment_method_types: ['card'] });
    expect(allowed).toMatchObject({
      allowed_payment_method_types: ['card'],
      automatic_payment_methods: null,
      payment_method_types: ['card'],
    });
    const both = { allowed_payment_method_types: ['card'], automatic_payment_methods: { enabled: true } };
    await expect(create(both)).rejects.toMatchObject({ param: 'allowed_payment_method_types' });
    const old = { amount: 2000, currency: 'usd', payment_method_types: ['card'] };
    await expect(stripe.paymentIntents.create(old)).rejects.toMatchObject({
      statusCode: 400,
      code: 'payment_method_types_no_longer_supported',
    });
  });
});
