import type { Event } from '../resources/event.ts';
import type { Delivery } from '../storage/rows.ts';
import type { Transaction } from '../storage/transaction.ts';

/** Where events go. Endpoints are known by their place in the list, so that one may move to another address. */
export type WebhookEndpoint = { url: string; secret: string; enabledEvents?: string[] };

type Cause = { requestId: string | null; idempotencyKey: string | null };
type Deps = { apiVersion: string; endpoints: WebhookEndpoint[]; nowMs: number };

/** Turns what a transaction told into event objects, each with a delivery to every endpoint that wants it. */
export function recordEvents(
  tx: Transaction,
  cause: Cause,
  { apiVersion, endpoints, nowMs }: Deps,
): Delivery[] {
  return tx.emitted.flatMap(({ type, object, previous }) => {
    const wanting = endpoints.flatMap((endpoint, index) => (wants(endpoint, type) ? [`we_${index}`] : []));
    const event = tx.put<Event>({
      id: tx.newId('evt'),
      object: 'event',
      api_version: apiVersion,
      created: tx.now,
      data: { object: { ...object }, ...(previous && { previous_attributes: previous }) },
      livemode: false,
      pending_webhooks: wanting.length,
      request: { id: cause.requestId, idempotency_key: cause.idempotencyKey },
      type,
    });
    return wanting.map((endpoint) =>
      tx.put<Delivery>({
        id: `${event.id}/${endpoint}`,
        object: 'delivery',
        event: event.id,
        endpoint,
        attempts: 0,
        state: 'pending',
        nextAttemptAtMs: nowMs,
      }),
    );
  });
}

function wants({ enabledEvents = ['*'] }: WebhookEndpoint, type: string): boolean {
  return enabledEvents.includes('*') || enabledEvents.includes(type);
}
