import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key, control } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

const newIntent = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...params,
  });
const confirmWith = async (payment_method: string, more: Stripe.PaymentIntentConfirmParams = {}) =>
  stripe.paymentIntents.confirm((await newIntent()).id, { payment_method, ...more });

async function errorOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error('Nothing was refused.');
  return error;
}

describe('confirming a PaymentIntent', () => {
  it('holds the money when capture is manual, for seven days', async () => {
    const intent = await stripe.paymentIntents.create({ ...heldPayment, expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 5000,
      amount_received: 0,
      latest_charge: {
        amount: 5000,
        amount_captured: 0,
        balance_transaction: null,
        captured: false,
        paid: true,
        status: 'succeeded',
        payment_method_details: { card: { capture_before: intent.created + 7 * 24 * 3600 } },
      },
    });
  });

  it('takes the money when capture is automatic', async () => {
    const intent = await newIntent({
      capture_method: 'automatic',
      payment_method: 'pm_card_visa',
      confirm: true,
      expand: ['latest_charge.balance_transaction'],
    });
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 2000,
      latest_charge: {
        captured: true,
        balance_transaction: { amount: 2000, fee: 88, net: 1912, type: 'charge' },
      },
    });
  });

  it('gives the balance transaction a little later when capture is in the background', async () => {
    const intent = await newIntent({
      payment_method: 'pm_card_visa',
      confirm: true,
      expand: ['latest_charge'],
    });
    expect(intent).toMatchObject({ status: 'succeeded', latest_charge: { balance_transaction: null } });
    const later = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(later).toMatchObject({ latest_charge: { balance_transaction: expect.stringMatching(/^txn_/) } });
    const [event] = (await stripe.events.list({ type: 'charge.updated', limit: 1 })).data;
    expect(event?.data).toMatchObject({ object: { payment_intent: intent.id }, previous_attributes: {} });
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ])('declines %s, and waits for another card', async (card, code, declineCode) => {
    const error = await errorOf(confirmWith(card));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      decline_code: declineCode,
      payment_intent: {
        status: 'requires_payment_method',
        payment_method: null,
        last_payment_error: { code, decline_code: declineCode, type: 'card_error' },
      },
    });
    const intent = await stripe.paymentIntents.confirm(error.payment_intent?.id ?? '', {
      payment_method: 'pm_card_visa',
    });
    expect(intent).toMatchObject({ status: 'succeeded', last_payment_error: null });
    const tries = await stripe.charges.list({ payment_intent: intent.id });
    expect(tries.data.map((charge) => charge.status)).toEqual(['succeeded', 'failed']);
  });

  it('asks the cardholder, and goes on when they have authenticated', async () => {
    const asked = await confirmWith('pm_card_authenticationRequired');
    expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    await control.authenticateCardholder({ paymentIntent: asked.id, outcome: 'succeeded' });
    expect(await stripe.paymentIntents.retrieve(asked.id)).toMatchObject({
      status: 'succeeded',
      next_action: null,
    });
  });

  it('gives up a card whose holder did not authenticate', async () => {
    const asked = await confirmWith('pm_card_authenticationRequired', {
      return_url: 'https://example.org/back',
    });
    expect(asked.next_action).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: { return_url: 'https://example.org/back' },
    });
    await control.authenticateCardholder({ paymentIntent: asked.id, outcome: 'failed' });
    expect(await stripe.paymentIntents.retrieve(asked.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
  });

  it('declines at once when the cardholder is not there to be asked', async () => {
    for (const params of [{ off_session: true }, { error_on_requires_action: true }]) {
      const error = await errorOf(confirmWith('pm_card_authenticationRequired', params));
      expect(error).toMatchObject({
        statusCode: 402,
        code: 'authentication_required',
        payment_intent: { status: 'requires_payment_method' },
      });
    }
  });

  it('refuses what is paid, held or canceled, and says in which state the intent is', async () => {
    const paid = await confirmWith('pm_card_visa');
    const held = await stripe.paymentIntents.create(heldPayment);
    const canceled = await stripe.paymentIntents.cancel((await newIntent()).id);
    for (const { id, status } of [paid, held, canceled]) {
      const error = await errorOf(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }));
      expect(error).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
        payment_intent: { id, status },
      });
    }
  });

  it('refuses without a card, and without a way back where one may be needed', async () => {
    const { id } = await newIntent();
    await expect(stripe.paymentIntents.confirm(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    const open = await stripe.paymentIntents.create({ amount: 2000, currency: 'eur' });
    await expect(
      stripe.paymentIntents.confirm(open.id, { payment_method: 'pm_card_visa' }),
    ).rejects.toMatchObject({ param: 'return_url' });
    const returning = { payment_method: 'pm_card_visa', return_url: 'https://example.org/back' };
    expect((await stripe.paymentIntents.confirm(open.id, returning)).status).toBe('succeeded');
  });
});
