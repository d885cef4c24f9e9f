import type { Now } from '#platform/clock.ts';
import type { OpenWebhook } from '../stripe/open-webhook.ts';
import type { BillingTasks } from '../tasks.ts';
import type { WebhookStore } from './webhook-store.ts';

type Deps = { openWebhook: OpenWebhook; webhooks: WebhookStore; tasks: BillingTasks; now: Now };

/**
 * Keeps what the provider tells, once, before it is told that we have it; working it in comes after. An event that comes again
 * is worked in again, which changes nothing. Refuses `unauthenticated` and `invalid_input`.
 */
export function createReceiveWebhook({ openWebhook, webhooks, tasks, now }: Deps) {
  return async function receiveWebhook(body: Buffer, signature: string): Promise<void> {
    const event = await openWebhook(body, signature);
    await webhooks.add({ ...event, receivedAt: now() });
    await tasks.applyWebhook(event.id);
  };
}
export type ReceiveWebhook = ReturnType<typeof createReceiveWebhook>;
