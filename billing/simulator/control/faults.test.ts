import Stripe from 'stripe';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key, control } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterEach(() => control.clearFaults());
afterAll(() => simulator.stop());

const hold = () => stripe.paymentIntents.create(heldPayment);
const statusOf = async (id: string) => (await stripe.paymentIntents.retrieve(id)).status;

describe('faults', () => {
  it('answer 500 after the work, and again for the same key', async () => {
    const { id } = await hold();
    await control.addFault({ kind: 'error_after_work', method: 'POST', path: '/capture$' });
    const capture = () => stripe.paymentIntents.capture(id, {}, { idempotencyKey: `capture-${id}` });
    await expect(capture()).rejects.toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    expect(await statusOf(id)).toBe('succeeded');
    await expect(capture()).rejects.toMatchObject({
      statusCode: 500,
      headers: { 'idempotent-replayed': 'true' },
    });
  });

  it('drop the connection after the work; the SDK asks again and gets the true answer', async () => {
    const { id } = await hold();
    await control.addFault({ kind: 'drop_after_work', path: '/capture$' });
    const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 4321 });
    expect(captured.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(captured.amount_received).toBe(4321);
  });

  it('drop the connection before the work', async () => {
    const { id } = await hold();
    await control.addFault({ kind: 'drop_before_work', path: '/capture$', times: 2 });
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ type: 'StripeConnectionError' });
    expect(await statusOf(id)).toBe('requires_capture');
  });

  it('refuse for a while, and keep nothing under the key', async () => {
    await control.addFault({ kind: 'rate_limit' });
    const options = { idempotencyKey: 'limited' };
    await expect(stripe.paymentIntents.create(heldPayment, options)).rejects.toMatchObject({
      type: 'StripeRateLimitError',
      statusCode: 429,
    });
    await control.addFault({ kind: 'unavailable' });
    await expect(stripe.paymentIntents.create(heldPayment, options)).rejects.toMatchObject({
      statusCode: 503,
    });
    expect((await stripe.paymentIntents.create(heldPayment, options)).status).toBe('requires_capture');
  });

  it('make it slower than the SDK waits', async () => {
    const { id } = await hold();
    await control.addFault({ kind: 'slow', delayMs: 10_000, path: '/capture$' });
    await expect(stripe.paymentIntents.capture(id, {}, { timeout: 60 })).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
  });

  it('are refused when they are not well asked for', async () => {
    await expect(control.addFault({ kind: 'slow', path: '(' })).rejects.toThrow('regular expression');
    await expect(control.addFault({ kind: 'slow', times: 0 })).rejects.toThrow('times');
  });

  it('stay behind a door for which one needs the key', async () => {
    const ask = (authorization: string) =>
      fetch(`${simulator.url}/_simulator/clear-faults`, { method: 'POST', headers: { authorization } });
    expect((await ask('Bearer wrong')).status).toBe(401);
    expect((await ask(`Bearer ${key}`)).status).toBe(404);
    expect((await ask('Bearer for-this-test-only')).status).toBe(200);
    const closed = await startedSimulator({ controlKey: undefined });
    await expect(closed.control.clearFaults()).rejects.toThrow();
    await closed.simulator.stop();
  });
});
