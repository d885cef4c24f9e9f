import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heldPayment, startedSimulator } from './kit/started-simulator.ts';
import { openWebhookSink } from './kit/webhook-sink.ts';
import { simulatorApiKey } from './service.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function startProcess(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      ...process.env,
      STRIPE_SIMULATOR_PORT: '0',
      STRIPE_SIMULATOR_FILE: join(folder, 'stripe.jsonl'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line]: unknown[] = await once(child.stdout, 'data');
  const port = Number(/:(\d+)\n/.exec(String(line))?.[1]);
  const sdk = { host: '127.0.0.1', port, protocol: 'http', telemetry: false } as const;
  return { child, stripe: new Stripe(simulatorApiKey, sdk) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  child.kill(signal);
  await once(child, 'exit');
}

describe('the simulator as a process of its own', () => {
  it('knows after kill -9 everything that it answered', async () => {
    const first = await startProcess();
    const answered: string[] = [];
    const working = (async () => {
      for (;;) answered.push((await first.stripe.paymentIntents.create(heldPayment)).id);
    })().catch(() => undefined);
    await expect.poll(() => answered.length).toBeGreaterThan(20);
    const options = { idempotencyKey: 'capture' };
    const captured = await first.stripe.paymentIntents.capture(
      answered[0] ?? '',
      { amount_to_capture: 77 },
      options,
    );
    await end(first.child, 'SIGKILL');
    await working;

    const second = await startProcess();
    const known = await second.stripe.paymentIntents
      .list({ limit: 100 })
      .autoPagingToArray({ limit: 10_000 });
    expect(known.map(({ id }) => id)).toEqual(expect.arrayContaining(answered));
    expect(await second.stripe.paymentIntents.retrieve(captured.id)).toMatchObject({ amount_received: 77 });
    const again = await second.stripe.paymentIntents.capture(captured.id, { amount_to_capture: 77 }, options);
    expect(again.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(again).toEqual(captured);
    await end(second.child, 'SIGTERM');
    expect(second.child.exitCode).toBe(0);
  });
});

describe('the simulator, started again', () => {
  it('delivers the webhooks that nobody took before', async () => {
    const sink = await openWebhookSink([500]);
    const options = {
      dataFile: join(folder, 'stripe.jsonl'),
      webhooks: [{ url: sink.url, secret: 'whsec_x' }],
      webhookRetryDelayMs: () => 300,
    };
    const before = await startedSimulator(options);
    await new Stripe(before.key, before.sdk).customers.create();
    await expect.poll(() => sink.received.length).toBe(1);
    await expect.poll(() => before.control.pendingWebhooks()).toBe(1);
    await before.simulator.stop();

    const after = await startedSimulator(options);
    await expect.poll(() => sink.received.length, { timeout: 3000 }).toBe(2);
    expect(sink.received[1]?.body).toBe(sink.received[0]?.body);
    await after.simulator.stop();
    await sink.close();
  });

  it('lets a hold run out that it kept in its sleep', async () => {
    const dataFile = join(folder, 'stripe.jsonl');
    const before = await startedSimulator({ dataFile });
    const { id } = await new Stripe(before.key, before.sdk).paymentIntents.create(heldPayment);
    await before.simulator.stop();

    const after = await startedSimulator({ dataFile });
    await after.control.advanceClock(7 * 24 * 3600);
    const intent = await new Stripe(after.key, after.sdk).paymentIntents.retrieve(id);
    expect(intent).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' });
    await after.simulator.stop();
  });
});
