import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';
import { simulatorApiKey } from '../service.ts';

const { simulator, sdk, key, control, clock } = await startedSimulator({
  apiKeys: [simulatorApiKey, 'sk_test_second'],
});
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

let last = 0;
const freshKey = () => ({ idempotencyKey: `key-${++last}` });
const count = async () => (await stripe.paymentIntents.list({ limit: 100 })).data.length;

describe('an idempotency key', () => {
  it('gives the first answer again, byte for byte, and says so', async () => {
    const options = freshKey();
    const first = await stripe.paymentIntents.create(heldPayment, options);
    await stripe.paymentIntents.capture(first.id);
    const before = await count();
    const again = await stripe.paymentIntents.create(heldPayment, options);
    expect(again).toEqual(first);
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'idempotency-key': options.idempotencyKey,
      'original-request': first.lastResponse.requestId,
    });
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(await count()).toBe(before);
  });

  it('refuses other parameters and another endpoint', async () => {
    const options = freshKey();
    const { id } = await stripe.paymentIntents.create(heldPayment, options);
    const refused = { type: 'StripeIdempotencyError', statusCode: 400, rawType: 'idempotency_error' };
    await expect(
      stripe.paymentIntents.create({ ...heldPayment, amount: 5001 }, options),
    ).rejects.toMatchObject(refused);
    await expect(stripe.paymentIntents.capture(id, {}, options)).rejects.toMatchObject(refused);
  });

  it('refuses a second request while the first is under way', async () => {
    const options = freshKey();
    const before = await count();
    await control.addFault({ kind: 'slow', delayMs: 400, method: 'POST' });
    const both = await Promise.allSettled([
      stripe.paymentIntents.create(heldPayment, options),
      stripe.paymentIntents.create(heldPayment, options),
    ]);
    const refused = both.filter((result) => result.status === 'rejected');
    expect(refused).toMatchObject([{ reason: { statusCode: 409, code: 'idempotency_key_in_use' } }]);
    expect(await count()).toBe(before + 1);
  });

  it('remembers a decline', async () => {
    const options = freshKey();
    const declined = { ...heldPayment, payment_method: 'pm_card_chargeDeclined' };
    const first = await stripe.paymentIntents.create(declined, options).catch((error: unknown) => error);
    const again = await stripe.paymentIntents.create(declined, options).catch((error: unknown) => error);
    expect(first).toMatchObject({ statusCode: 402, payment_intent: { status: 'requires_payment_method' } });
    expect(again).toMatchObject({
      statusCode: 402,
      headers: { 'idempotent-replayed': 'true' },
      message: first instanceof Stripe.errors.StripeError ? first.message : 'no error',
      payment_intent: first instanceof Stripe.errors.StripeError ? first.payment_intent : undefined,
    });
  });

  it('remembers a refusal of the state', async () => {
    const capture = freshKey();
    const { id } = await stripe.paymentIntents.create({ ...heldPayment, confirm: false });
    await expect(stripe.paymentIntents.capture(id, {}, capture)).rejects.toMatchObject({ statusCode: 400 });
    await stripe.paymentIntents.confirm(id);
    await expect(stripe.paymentIntents.capture(id, {}, capture)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
      headers: { 'idempotent-replayed': 'true' },
    });
  });

  it('forgets a request whose parameters were wrong', async () => {
    const options = freshKey();
    const wrong = { amount: 500, currency: 'eur', colour: 'red' };
    await expect(stripe.paymentIntents.create(wrong, options)).rejects.toMatchObject({
      code: 'parameter_unknown',
    });
    expect(await stripe.paymentIntents.create(heldPayment, options)).toMatchObject({ amount: 5000 });
  });

  it('is of one API key and lasts 24 hours', async () => {
    const options = freshKey();
    const first = await stripe.paymentIntents.create(heldPayment, options);
    const second = await new Stripe('sk_test_second', sdk).paymentIntents.create(heldPayment, options);
    expect(second.id).not.toBe(first.id);
    clock.nowMs += 24 * 3600 * 1000 - 1;
    expect((await stripe.paymentIntents.create(heldPayment, options)).id).toBe(first.id);
    clock.nowMs += 1;
    expect((await stripe.paymentIntents.create(heldPayment, options)).id).not.toBe(first.id);
  });
});
