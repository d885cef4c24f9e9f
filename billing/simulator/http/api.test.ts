import Stripe from 'stripe';
import { afterAll, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';

const { simulator, sdk, key, clock } = await startedSimulator();
const stripe = new Stripe(key, sdk);
afterAll(() => simulator.stop());

describe('the door', () => {
  it('opens to the right key only', async () => {
    const stranger = new Stripe('sk_test_of_another', sdk);
    await expect(stranger.paymentIntents.list()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    });
    const bare = await fetch(`${simulator.url}/v1/payment_intents`);
    expect(bare.status).toBe(401);
    expect(await bare.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
    expect((await fetch(`${simulator.url}/v1/customers`, { headers: { authorization } })).status).toBe(200);
  });

  it('says what it does not have', async () => {
    await expect(stripe.products.list()).rejects.toMatchObject({
      statusCode: 404,
      type: 'StripeInvalidRequestError',
    });
    await expect(stripe.paymentIntents.retrieve('pi_0')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
    });
  });

  it('refuses what no client sends, and goes on', async () => {
    const headers = { authorization: `Bearer ${key}` };
    const ask = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${simulator.url}${path}`, { headers, ...init })).status;
    expect(await ask('/v1/customers/%E0%A4%A')).toBe(404);
    expect(await ask('/v1/customers/a%2Fb')).toBe(404);
    expect(await ask('/v1/customers', { method: 'DELETE' })).toBe(404);
    expect(await ask('/v1/customers', { method: 'POST', body: 'a'.repeat(1_000_001) })).toBe(413);
    expect(await ask('/v1/customers', { method: 'POST', body: '[[[]=&&=%&name[a]=b' })).toBe(400);
    expect(await ask('/v1/customers')).toBe(200);
  });

  it('names each request and echoes the version asked for', async () => {
    const { lastResponse } = await stripe.customers.list();
    expect(lastResponse.requestId).toMatch(/^req_/);
    expect(lastResponse.apiVersion).toBe(Stripe.API_VERSION);
    const old = await stripe.customers.list({}, { apiVersion: '2024-06-20' });
    expect(old.lastResponse.apiVersion).toBe('2024-06-20');
    await expect(stripe.charges.retrieve('ch_0')).rejects.toMatchObject({
      requestId: expect.stringMatching(/^req_/),
    });
  });
});

describe('expanding', () => {
  it('puts the object in the place of its id, along a path, in one object and in lists', async () => {
    const customer = await stripe.customers.create({ name: 'E' });
    const { id } = await stripe.paymentIntents.create({ ...heldPayment, customer: customer.id });
    await stripe.paymentIntents.capture(id);
    const one = await stripe.paymentIntents.retrieve(id, {
      expand: ['customer', 'latest_charge.balance_transaction', 'latest_charge.customer'],
    });
    expect(one).toMatchObject({
      customer: { name: 'E' },
      latest_charge: { balance_transaction: { amount: 5000 }, customer: { name: 'E' } },
    });
    const many = await stripe.paymentIntents.list({ limit: 1, expand: ['data.customer'] });
    expect(many.data[0]).toMatchObject({ customer: { name: 'E' } });
  });

  it('refuses what is no reference', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 100, currency: 'eur' });
    await expect(stripe.paymentIntents.retrieve(id, { expand: ['amount'] })).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(stripe.paymentIntents.list({ expand: ['customer'] })).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

describe('lists', () => {
  it('page in both directions, newest first', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const made: string[] = [];
    for (const name of names)
      made.unshift((await stripe.customers.create({ name, email: 'p@example.org' })).id);
    const page = (params: Stripe.CustomerListParams) =>
      stripe.customers.list({ email: 'p@example.org', limit: 2, ...params });
    const ids = (list: Stripe.ApiList<Stripe.Customer>) => [list.data.map(({ id }) => id), list.has_more];
    expect(ids(await page({}))).toEqual([made.slice(0, 2), true]);
    expect(ids(await page({ starting_after: made[2] ?? '' }))).toEqual([made.slice(3), false]);
    expect(ids(await page({ ending_before: made[3] ?? '' }))).toEqual([made.slice(1, 3), true]);
    expect(ids(await page({ ending_before: made[1] ?? '' }))).toEqual([made.slice(0, 1), false]);
    const all = await stripe.customers
      .list({ email: 'p@example.org', limit: 2 })
      .autoPagingToArray({ limit: 99 });
    expect(all.map(({ id }) => id)).toEqual(made);
  });

  it('are cut by time', async () => {
    const start = Math.floor(clock.nowMs / 1000) + 3600;
    for (const offset of [0, 10, 20]) {
      clock.nowMs = (start + offset) * 1000;
      await stripe.customers.create({ email: 't@example.org' });
    }
    const count = async (created: Stripe.RangeQueryParam | number) =>
      (await stripe.customers.list({ email: 't@example.org', created })).data.length;
    expect(await count({ gte: start })).toBe(3);
    expect(await count({ gt: start, lte: start + 20 })).toBe(2);
    expect(await count({ gte: start, lt: start + 10 })).toBe(1);
    expect(await count(start + 10)).toBe(1);
  });

  it('refuse a limit out of bounds, two cursors, and a cursor that is not there', async () => {
    await expect(stripe.customers.list({ limit: 101 })).rejects.toMatchObject({ param: 'limit' });
    await expect(stripe.customers.list({ limit: 0 })).rejects.toMatchObject({ param: 'limit' });
    await expect(stripe.customers.list({ starting_after: 'cus_0' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    });
  });
});

describe('events', () => {
  it('are listed by kind, with the object as it was then', async () => {
    const { id } = await stripe.paymentIntents.create(heldPayment);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 77 });
    const { data } = await stripe.events.list({
      types: ['payment_intent.created', 'payment_intent.succeeded'],
    });
    expect(data.slice(0, 2)).toMatchObject([
      { type: 'payment_intent.succeeded', data: { object: { id, amount_received: 77 } } },
      { type: 'payment_intent.created', data: { object: { id, status: 'requires_confirmation' } } },
    ]);
    const [event] = (await stripe.events.list({ type: 'charge.*' })).data;
    expect(event).toMatchObject({
      type: 'charge.captured',
      request: { idempotency_key: expect.any(String) },
    });
    expect(await stripe.events.retrieve(event?.id ?? '')).toEqual(event);
  });
});
