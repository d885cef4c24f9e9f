import type { Now } from '#platform/clock.ts';
import type { ChargeStore } from '../charges/charge-store.ts';
import { mergePayment } from '../charges/merge-payment.ts';
import type { BillingTasks } from '../tasks.ts';
import type { WebhookStore } from './webhook-store.ts';

type Deps = { webhooks: WebhookStore; charges: ChargeStore; tasks: BillingTasks; now: Now };

/** Works an event of the provider into the charge it is about. Kinds that mean nothing to billing are kept and left. */
export function createApplyWebhook({ webhooks, charges, tasks, now }: Deps) {
  return async function applyWebhook(eventId: string): Promise<void> {
    const event = await webhooks.findById(eventId);
    if (!event || event.appliedAt !== undefined) return;
    const { payment } = event;
    if (payment && (await charges.findById(payment.chargeId))) {
      await charges.change(payment.chargeId, (charge) => mergePayment(charge, payment));
      await tasks.advanceCharge(payment.chargeId);
    }
    await webhooks.markApplied(eventId, now());
  };
}
