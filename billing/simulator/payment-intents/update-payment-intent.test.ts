import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

describe('updating a PaymentIntent', () => {
  it('changes the price while nothing is held', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
    const changed = await stripe.paymentIntents.update(id, { amount: 700, payment_method: 'pm_card_visa' });
    expect(changed).toMatchObject({ amount: 700, status: 'requires_confirmation' });
    await expect(stripe.paymentIntents.update(id, { amount: 20 })).rejects.toMatchObject({
      code: 'amount_too_small',
    });
  });

  it('refuses another price for what is held, but takes a note', async () => {
    const { id } = await stripe.paymentIntents.create({
      ...heldPayment,
      metadata: { visit: '1', room: '2' },
    });
    await expect(stripe.paymentIntents.update(id, { amount: 700 })).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    const noted = await stripe.paymentIntents.update(id, { metadata: { room: '', note: 'x' } });
    expect(noted.metadata).toEqual({ visit: '1', note: 'x' });
    expect((await stripe.paymentIntents.update(id, { metadata: '' })).metadata).toEqual({});
  });
});
