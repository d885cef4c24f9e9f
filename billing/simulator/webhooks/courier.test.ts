import { execFileSync } from 'node:child_process';
import Stripe from 'stripe';
import { afterEach, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from '../kit/started-simulator.ts';
import { openWebhookSink } from '../kit/webhook-sink.ts';
import { stripeRetryDelayMs } from './courier.ts';

const secret = 'whsec_of_this_test';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

function certificateFor(name: string) {
  const kind = ['-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const files = ['-subj', `/CN=${name}`, '-keyout', '-', '-out', '-'];
  const both = execFileSync('openssl', ['req', ...kind, ...files], { encoding: 'utf8', stdio: 'pipe' });
  return { cert: both, key: both };
}

async function setUp(statuses: number[] = [], tls?: { cert: string; key: string }) {
  const sink = await openWebhookSink(statuses, tls);
  const started = await startedSimulator({
    webhooks: [{ url: sink.url, secret }],
    webhookRetryDelayMs: (attempts) => (attempts < 4 ? 5 : undefined),
  });
  closing.push(() => started.simulator.stop(), sink.close);
  const stripe = new Stripe(started.key, started.sdk);
  const told = () =>
    sink.received.map(({ body, signature }) => stripe.webhooks.constructEvent(body, signature, secret).type);
  return { ...started, sink, stripe, told };
}

const ofAHold = ['payment_intent.created', 'charge.succeeded', 'payment_intent.amount_capturable_updated'];

describe('webhooks', () => {
  it('come signed as the SDK verifies, each event once', async () => {
    const { stripe, sink, told } = await setUp();
    const { id } = await stripe.paymentIntents.create(heldPayment);
    await expect.poll(() => told().length).toBe(3);
    expect(told().toSorted()).toEqual(ofAHold.toSorted());
    const [first] = sink.received;
    const event = stripe.webhooks.constructEvent(first?.body ?? '', first?.signature ?? '', secret);
    expect(event).toEqual(
      await stripe.events.retrieve(event.id).then(({ lastResponse: _, ...rest }) => rest),
    );
    expect(event.request?.idempotency_key).toMatch(/./);
    expect(JSON.stringify(event)).toContain(id);
    expect(() => stripe.webhooks.constructEvent(`${first?.body} `, first?.signature ?? '', secret)).toThrow();
    expect(() =>
      stripe.webhooks.constructEvent(first?.body ?? '', first?.signature ?? '', 'whsec_x'),
    ).toThrow();
  });

  it('come over HTTPS, whatever name the certificate is for', async () => {
    const { stripe, told } = await setUp([], certificateFor('visits.example.org'));
    await stripe.customers.create();
    await expect.poll(told).toEqual(['customer.created']);
  });

  it('come again until they are taken', async () => {
    const { stripe, told, control } = await setUp([500, 302, 400]);
    await stripe.customers.create();
    await expect.poll(told).toHaveLength(4);
    await expect.poll(() => control.pendingWebhooks()).toBe(0);
    expect(told()).toEqual(Array(4).fill('customer.created'));
  });

  it('stop coming after the last try', async () => {
    const { stripe, told, control } = await setUp([500, 500, 500, 500]);
    await stripe.customers.create();
    await expect.poll(() => control.pendingWebhooks()).toBe(0);
    expect(told()).toHaveLength(4);
  });

  it('are held, and let out in the wrong order and twice', async () => {
    const { stripe, told, control } = await setUp();
    await control.holdWebhooks();
    await stripe.paymentIntents.create(heldPayment);
    expect(await control.pendingWebhooks()).toBe(3);
    expect(told()).toEqual([]);
    expect(await control.releaseWebhooks({ order: 'reversed', copies: 2 })).toBe(3);
    expect(told()).toEqual(ofAHold.toReversed().flatMap((type) => [type, type]));
  });

  it('are sent again when asked', async () => {
    const { stripe, told, control } = await setUp();
    await stripe.customers.create();
    await expect.poll(told).toHaveLength(1);
    const [event] = (await stripe.events.list()).data;
    expect(await control.resendEvent({ event: event?.id ?? '', copies: 2 })).toEqual([200, 200]);
    expect(told()).toHaveLength(3);
  });

  it('are tried for about three days', () => {
    const waits = Array.from({ length: 30 }, (_, index) => stripeRetryDelayMs(index + 1)).filter(
      (wait) => wait,
    );
    const total = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
    expect(total / 3_600_000 / 24).toBeGreaterThan(2);
    expect(total / 3_600_000 / 24).toBeLessThan(4);
  });
});
