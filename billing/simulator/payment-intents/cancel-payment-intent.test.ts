import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

describe('canceling a PaymentIntent', () => {
  it('lets go of a hold', async () => {
    const { id } = await stripe.paymentIntents.create(heldPayment);
    const canceled = await stripe.paymentIntents.cancel(id, {
      cancellation_reason: 'requested_by_customer',
      expand: ['latest_charge'],
    });
    expect(canceled).toMatchObject({
      status: 'canceled',
      amount_capturable: 0,
      canceled_at: canceled.created,
      cancellation_reason: 'requested_by_customer',
      latest_charge: { captured: false, refunded: true, amount_refunded: 5000 },
    });
    const events = (await stripe.events.list({ limit: 2 })).data.map((event) => event.type);
    expect(events).toEqual(['payment_intent.canceled', 'charge.refunded']);
    expect((await stripe.balanceTransactions.list()).data).toEqual([]);
  });

  it('ends an intent that nobody paid', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
    expect(await stripe.paymentIntents.cancel(id)).toMatchObject({ status: 'canceled', latest_charge: null });
  });

  it('refuses what is paid or canceled, and reasons that Stripe does not know', async () => {
    const { id } = await stripe.paymentIntents.create({ ...heldPayment, capture_method: 'automatic' });
    await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { status: 'succeeded' },
    });
    const open = await stripe.paymentIntents.create(heldPayment);
    await expect(
      stripe.paymentIntents.cancel(open.id, { cancellation_reason: 'boredom' }),
    ).rejects.toMatchObject({ param: 'cancellation_reason' });
    await stripe.paymentIntents.cancel(open.id);
    await expect(stripe.paymentIntents.cancel(open.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await expect(stripe.paymentIntents.capture(open.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });
});
