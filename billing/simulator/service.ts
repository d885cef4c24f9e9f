import type { Server } from 'node:http';
import { type NewId, type Now, newUuid, systemNow } from '#platform/clock.ts';
import { Engine } from './engine.ts';
import { createAnswerRequest } from './http/answer-request.ts';
import { createControl } from './control/control.ts';
import { Faults } from './control/faults.ts';
import { IdempotencyKeys } from './http/idempotency.ts';
import { createHttpServer } from './http/server.ts';
import { openStorage } from './storage/open-storage.ts';
import { Courier, stripeRetryDelayMs } from './webhooks/courier.ts';
import type { WebhookEndpoint } from './webhooks/record-events.ts';

/** The secret key that works when no other is given. It opens nothing but this simulator. */
export const simulatorApiKey = 'sk_test_bedside_simulator';

export type StripeSimulatorOptions = {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** Where its state lives; without a file it forgets everything when stopped. */
  dataFile?: string | undefined;
  apiKeys?: string[];
  webhooks?: WebhookEndpoint[];
  /** Opens /_simulator to whoever sends this as a bearer token; without it there is no such door. */
  controlKey?: string | undefined;
  apiVersion?: string;
  now?: Now;
  wallNow?: Now;
  newId?: NewId;
  sweepEveryMs?: number;
  webhookRetryDelayMs?: (attempts: number) => number | undefined;
  webhookDeadlineMs?: number;
  onError?: (error: unknown) => void;
};

export type StripeSimulator = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** `http://host:port`, once started. */
  readonly url: string;
  readonly port: number;
};

/** A local server that the official Stripe SDK takes for Stripe. */
export function createStripeSimulator(options: StripeSimulatorOptions): StripeSimulator {
  const { host = '127.0.0.1' } = options;
  let running: Awaited<ReturnType<typeof open>> | undefined;

  return {
    async start() {
      running ??= await open(options, host);
    },
    async stop() {
      const closing = running;
      running = undefined;
      await closing?.close();
    },
    get port() {
      if (!running) throw new Error('The Stripe simulator is not started.');
      return running.port;
    },
    get url() {
      return `http://${host}:${this.port}`;
    },
  };
}

async function open(options: StripeSimulatorOptions, host: string) {
  const {
    now = systemNow,
    wallNow = systemNow,
    newId: newUniqueId = newUuid,
    webhooks: endpoints = [],
    apiVersion = '2026-10-28.endive',
    onError = () => {},
  } = options;
  let advancedMs = 0;
  const nowMs = () => now() + advancedMs;
  const newId = (prefix: string) => `${prefix}_${newUniqueId().replaceAll('-', '')}`;
  const newRequestId = () => newId('req');
  const stopping = new AbortController();

  const { tables, journal } = await openStorage(options.dataFile, nowMs());
  const courier = new Courier({
    tables,
    endpoints,
    wallNow,
    onError,
    save: async (rows) => {
      for (const row of rows) tables.put(row);
      await journal.append(rows);
    },
    retryDelayMs: options.webhookRetryDelayMs ?? stripeRetryDelayMs,
    deadlineMs: options.webhookDeadlineMs ?? 10_000,
  });
  const deliver = courier.take.bind(courier);
  const engine = new Engine({ tables, journal, newId, nowMs, wallNow, apiVersion, endpoints, deliver });
  const faults = new Faults();
  const server = createHttpServer({
    answerRequest: createAnswerRequest({
      apiKeys: new Set(options.apiKeys ?? [simulatorApiKey]),
      engine,
      faults,
      keys: new IdempotencyKeys({ tables, nowMs }),
      stopping: stopping.signal,
    }),
    answerControl: createControl({
      courier,
      engine,
      faults,
      newRequestId,
      advanceClock: (seconds) => {
        advancedMs += seconds * 1000;
      },
    }),
    controlKey: options.controlKey,
    apiVersion,
    newRequestId,
    onError,
  });
  const port = await listen(server, options.port, host);
  courier.take(tables.all('delivery'));
  const sweeper = setInterval(() => engine.sweep().catch(onError), options.sweepEveryMs ?? 500).unref();

  return {
    port,
    async close() {
      clearInterval(sweeper);
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await courier.stop();
      await journal.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
