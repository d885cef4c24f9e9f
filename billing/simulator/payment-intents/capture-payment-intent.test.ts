import fc from 'fast-check';
import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key, clock } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

const hold = (amount = 5000) => stripe.paymentIntents.create({ ...heldPayment, amount });

describe('capturing a PaymentIntent', () => {
  it('takes all that is held', async () => {
    const { id } = await hold();
    const captured = await stripe.paymentIntents.capture(id, {}, {});
    expect(captured).toMatchObject({ status: 'succeeded', amount_capturable: 0, amount_received: 5000 });
  });

  it('takes a part and lets go of the rest, which shows as a refund that moved no balance', async () => {
    const { id } = await hold();
    const captured = await stripe.paymentIntents.capture(id, {
      amount_to_capture: 3210,
      expand: ['latest_charge.refunds', 'latest_charge.balance_transaction'],
    });
    expect(captured).toMatchObject({
      amount: 5000,
      amount_received: 3210,
      latest_charge: {
        amount: 5000,
        amount_captured: 3210,
        amount_refunded: 1790,
        balance_transaction: { amount: 3210, type: 'charge' },
        captured: true,
        refunded: false,
        refunds: { data: [{ amount: 1790, balance_transaction: null }] },
      },
    });
  });

  it('refuses a second capture', async () => {
    const { id } = await hold();
    await stripe.paymentIntents.capture(id, { amount_to_capture: 1000 });
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      payment_intent: { id, status: 'succeeded', amount_received: 1000 },
    });
  });

  it('refuses more than is held, nothing, and to come back for more', async () => {
    const { id } = await hold();
    const capture = (params: Stripe.PaymentIntentCaptureParams) => stripe.paymentIntents.capture(id, params);
    await expect(capture({ amount_to_capture: 5001 })).rejects.toMatchObject({ code: 'amount_too_large' });
    await expect(capture({ amount_to_capture: 0 })).rejects.toMatchObject({
      code: 'parameter_invalid_integer',
    });
    await expect(capture({ final_capture: false })).rejects.toMatchObject({ param: 'final_capture' });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'requires_capture' });
  });

  it('refuses what was never held', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await expect(stripe.paymentIntents.capture('pi_0')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('refuses when seven days are over: the hold is gone and the intent canceled', async () => {
    const { id } = await hold();
    clock.nowMs += 7 * 24 * 3600 * 1000 - 1000;
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    clock.nowMs += 1000;
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
      latest_charge: { captured: false, refunded: true, amount_refunded: 5000 },
    });
    const events = (await stripe.events.list({ limit: 2 })).data.map((event) => event.type);
    expect(events.toSorted()).toEqual(['charge.expired', 'payment_intent.canceled']);
  });

  it('keeps every cent accounted for, whatever is captured and refunded', async () => {
    const amounts = fc.record({
      held: fc.integer({ min: 50, max: 20_000 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      refunds: fc.array(fc.integer({ min: 1, max: 8000 }), { maxLength: 3 }),
    });
    const story = fc.asyncProperty(amounts, async ({ held, part, refunds }) => {
      const { id } = await hold(held);
      const taken = Math.max(1, Math.round(held * part));
      await stripe.paymentIntents.capture(id, { amount_to_capture: taken });
      let left = taken;
      for (const amount of refunds) {
        const refund = stripe.refunds.create({ payment_intent: id, amount });
        if (amount > left) await expect(refund).rejects.toMatchObject({ statusCode: 400 });
        else left -= (await refund).amount;
      }
      const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.refunds'] });
      const charge = intent.latest_charge;
      if (!charge || typeof charge === 'string') throw new Error('The charge was not expanded.');
      const entries = [charge.id, ...(charge.refunds?.data ?? []).map((refund) => refund.id)];
      const books = await Promise.all(entries.map((source) => stripe.balanceTransactions.list({ source })));
      const balance = books.flatMap((book) => book.data).reduce((sum, entry) => sum + entry.amount, 0);
      expect(balance).toBe(left);
      expect(charge.amount - charge.amount_refunded).toBe(left);
    });
    await fc.assert(story, { numRuns: 15 });
  });
});
