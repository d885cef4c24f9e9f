import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '#contracts/refusal.ts';
import type { Mount } from '#platform/http/create-app.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { ReceiveWebhook } from './receive-webhook.ts';

type Deps = { receiveWebhook: ReceiveWebhook; log: Log; metrics: Metrics };

const mostBytes = 512_000;
const deadlineMs = 10_000;
const statuses: Record<string, number> = {
  invalid_input: 400,
  unauthenticated: 400,
  too_large: 413,
  storage_full: 507,
};

/**
 * Where the provider tells us what happened. It takes any 2xx as "kept" and comes again after anything else, so only what is
 * durable is answered with 200. The raw bytes are needed: the signature is over them.
 */
export function webhookDoor({ receiveWebhook, log, metrics }: Deps): Mount {
  const answered = metrics.counter({
    name: 'bedside_stripe_webhooks_total',
    help: "Stripe's webhooks by the status they were answered with.",
    labels: ['status'],
  });

  async function statusFor(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST') return 405;
    try {
      const body = await withDeadline(readBody(request), deadlineMs, 'Reading a webhook');
      await withDeadline(receiveWebhook(body, signatureOf(request)), deadlineMs, 'Keeping a webhook');
      return 200;
    } catch (error) {
      if (error instanceof Refusal) {
        log.warn({ code: error.code }, 'a webhook was refused');
        return statuses[error.code] ?? 503;
      }
      log.error({ err: error }, 'a webhook could not be kept');
      return 500;
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = await statusFor(request);
    answered.inc({ status: String(status) });
    response.writeHead(status, {
      'Content-Type': 'text/plain',
      ...(status === 413 ? { Connection: 'close' } : {}),
    });
    response.end(status === 200 ? 'kept' : 'not kept');
  }

  return {
    path: '/stripe/webhooks',
    handle(request, response) {
      answer(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a webhook could not be answered');
        response.destroy();
      });
    },
  };
}

function signatureOf(request: IncomingMessage): string {
  const signature = request.headers['stripe-signature'];
  if (typeof signature !== 'string') throw new Refusal('unauthenticated', 'The signature is missing.');
  return signature;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const piece = Buffer.from(part);
    bytes += piece.length;
    if (bytes > mostBytes) throw new Refusal('too_large', `A webhook has at most ${mostBytes} bytes.`);
    parts.push(piece);
  }
  return Buffer.concat(parts);
}
