import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, idIn, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

const attached = (card: string, customer: string) => stripe.paymentMethods.attach(card, { customer });

describe('customers and their cards', () => {
  it('are made, changed, found and listed', async () => {
    const made = await stripe.customers.create({
      email: 'a@example.org',
      name: 'A',
      metadata: { patient: '1' },
    });
    const changed = await stripe.customers.update(made.id, { name: '', metadata: { since: '2026' } });
    expect(changed).toMatchObject({
      email: 'a@example.org',
      name: null,
      metadata: { patient: '1', since: '2026' },
    });
    expect(await stripe.customers.retrieve(made.id)).toEqual(changed);
    await stripe.customers.create({ email: 'b@example.org' });
    expect((await stripe.customers.list({ email: 'a@example.org' })).data).toEqual([changed]);
  });

  it('keep a card that pays again and again', async () => {
    const customer = await stripe.customers.create({ payment_method: 'pm_card_mastercard' });
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    expect(card).toMatchObject({ card: { brand: 'mastercard', last4: '4444' }, customer: customer.id });
    const paying = { ...heldPayment, customer: customer.id, payment_method: card?.id ?? '' };
    expect((await stripe.paymentIntents.create(paying)).status).toBe('requires_capture');
    expect((await stripe.paymentIntents.create(paying)).status).toBe('requires_capture');
  });

  it('are not paid for with the card of another', async () => {
    const [one, other] = [await stripe.customers.create(), await stripe.customers.create()];
    const card = await attached('pm_card_visa', one.id);
    const paying = { ...heldPayment, payment_method: card.id };
    await expect(stripe.paymentIntents.create(paying)).rejects.toMatchObject({ param: 'payment_method' });
    await expect(stripe.paymentIntents.create({ ...paying, customer: other.id })).rejects.toMatchObject({
      param: 'payment_method',
    });
    await expect(attached(card.id, other.id)).rejects.toMatchObject({ param: 'payment_method' });
  });

  it('use up a card that belongs to nobody', async () => {
    const { payment_method: card } = await stripe.paymentIntents.create(heldPayment);
    const again = { ...heldPayment, payment_method: idIn(card) };
    await expect(stripe.paymentIntents.create(again)).rejects.toMatchObject({ param: 'payment_method' });
  });

  it('keep the card of a payment that says so', async () => {
    const { id } = await stripe.customers.create();
    await stripe.paymentIntents.create({ ...heldPayment, customer: id, setup_future_usage: 'off_session' });
    expect((await stripe.paymentMethods.list({ customer: id })).data).toHaveLength(1);
  });

  it('are refused a card that the bank declines, unless it declines only payments', async () => {
    const { id } = await stripe.customers.create();
    await expect(attached('pm_card_chargeDeclined', id)).rejects.toMatchObject({
      statusCode: 402,
      code: 'card_declined',
    });
    const card = await attached('pm_card_chargeCustomerFail', id);
    await expect(
      stripe.paymentIntents.create({ ...heldPayment, customer: id, payment_method: card.id }),
    ).rejects.toMatchObject({ code: 'card_declined' });
    await stripe.paymentMethods.detach(card.id);
    await expect(attached(card.id, id)).rejects.toMatchObject({ param: 'payment_method' });
    expect((await stripe.paymentMethods.retrieve(card.id)).customer).toBeNull();
  });
});
