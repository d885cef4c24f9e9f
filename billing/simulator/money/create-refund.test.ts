import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, idIn, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

const pay = () => stripe.paymentIntents.create({ ...heldPayment, capture_method: 'automatic' });

describe('refunding', () => {
  it('gives back the whole', async () => {
    const paid = await pay();
    const refund = await stripe.refunds.create({
      payment_intent: paid.id,
      reason: 'requested_by_customer',
      metadata: { why: 'late' },
      expand: ['balance_transaction', 'charge'],
    });
    expect(refund).toMatchObject({
      amount: 5000,
      status: 'succeeded',
      reason: 'requested_by_customer',
      metadata: { why: 'late' },
      balance_transaction: { amount: -5000, fee: 0, net: -5000, type: 'refund', source: refund.id },
      charge: { refunded: true, amount_refunded: 5000 },
    });
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ id: refund.id, amount: 5000 });
    await expect(stripe.refunds.create({ payment_intent: paid.id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
  });

  it('gives back parts, never more than what is left', async () => {
    const { id } = await stripe.paymentIntents.create(heldPayment);
    const { latest_charge: charge } = await stripe.paymentIntents.capture(id, { amount_to_capture: 3000 });
    await stripe.refunds.create({ payment_intent: id, amount: 1000 });
    await expect(stripe.refunds.create({ payment_intent: id, amount: 2001 })).rejects.toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    await stripe.refunds.create({ charge: idIn(charge), amount: 2000 });
    const listed = await stripe.refunds.list({ payment_intent: id });
    expect(listed.data.map((refund) => refund.amount)).toEqual([2000, 1000, 2000]);
    expect(await stripe.charges.retrieve(idIn(charge))).toMatchObject({ refunded: true });
  });

  it('refuses what was not captured', async () => {
    const { id, latest_charge: charge } = await stripe.paymentIntents.create(heldPayment);
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({ statusCode: 400 });
    await expect(stripe.refunds.create({ charge: idIn(charge) })).rejects.toMatchObject({
      statusCode: 400,
    });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'requires_capture' });
    const unpaid = await stripe.paymentIntents.create({ amount: 500, currency: 'eur' });
    await expect(stripe.refunds.create({ payment_intent: unpaid.id })).rejects.toMatchObject({
      statusCode: 400,
    });
  });

  it('refuses a charge that is not there, none at all, and one of another intent', async () => {
    const [one, other] = [await pay(), await pay()];
    await expect(stripe.refunds.create({ charge: 'ch_0' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
    await expect(stripe.refunds.create({ amount: 5 })).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(
      stripe.refunds.create({ payment_intent: one.id, charge: idIn(other.latest_charge) }),
    ).rejects.toMatchObject({ param: 'charge' });
  });

  it('tells of it', async () => {
    const { id } = await pay();
    await stripe.refunds.create({ payment_intent: id, amount: 10 });
    const [refunded, created] = (await stripe.events.list({ limit: 2 })).data;
    expect(created).toMatchObject({ type: 'refund.created', data: { object: { amount: 10 } } });
    expect(refunded).toMatchObject({
      type: 'charge.refunded',
      data: {
        object: { amount_refunded: 10, payment_intent: id },
        previous_attributes: { amount_refunded: 0, refunded: false },
      },
    });
  });
});
