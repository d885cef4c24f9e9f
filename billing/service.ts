import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { Bus, Subscription } from '#platform/bus/bus.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { createKeyedQueue } from '#platform/keyed-queue.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { Service } from '#platform/service.ts';
import type { Store } from '#platform/store/store.ts';
import type { Work } from '#platform/work/work.ts';
import { createAdvanceCharge } from './charges/advance-charge.ts';
import { openChargeStore } from './charges/charge-store.ts';
import { createPlanCharge } from './charges/plan-charge.ts';
import { createTakeStep } from './charges/take-step.ts';
import { openLedgerStore } from './ledger/ledger-store.ts';
import { createPostCharge } from './ledger/post-charge.ts';
import { openPayerStore } from './payers/payer-store.ts';
import { createPreparePayer } from './payers/prepare-payer.ts';
import type { Visits } from './ports.ts';
import { openPriceStore } from './prices/price-store.ts';
import { createReactions } from './reactions.ts';
import { billingRoutes } from './routes.ts';
import { billingRpc } from './rpc.ts';
import type { StripeAccess } from './settings.ts';
import { createLateGateway, createLateWebhook } from './stripe/late-stripe.ts';
import { createTaskHandlers, createTasks, type RetryPauses } from './tasks.ts';
import { createApplyWebhook } from './webhooks/apply-webhook.ts';
import { createReceiveWebhook } from './webhooks/receive-webhook.ts';
import { webhookDoor } from './webhooks/webhook-door.ts';
import { openWebhookStore } from './webhooks/webhook-store.ts';

export { verifyInvoices } from './proofs/verify-invoices.ts';
export { openStripe } from './open-stripe.ts';
export { billingSettings } from './settings.ts';

export type BillingDeps = {
  stripe: StripeAccess;
  store: Store;
  bus: Bus;
  /** Durable work in the same store, not yet started. */
  work: Work;
  visits: Visits;
  recordAccess: RecordAccess;
  log: Log;
  metrics: Metrics;
  now: Now;
  newId: NewId;
  /** Between tries while Stripe is away. */
  retryPauses?: RetryPauses;
  stripeTimeoutMs?: number;
};

/** Prices, charges and the ledger. Events and webhooks only write down what is to be done; durable work does it. */
export async function createBilling(deps: BillingDeps): Promise<Service> {
  const { stripe, store, bus, work, visits, recordAccess, log, metrics, now, newId } = deps;
  const charges = await openChargeStore({ store, now, newId });
  const ledger = await openLedgerStore({ store, now });
  const payers = await openPayerStore(store);
  const prices = await openPriceStore(store);
  const webhooks = await openWebhookStore(store);
  const gateway = createLateGateway({
    access: stripe,
    log,
    metrics,
    ...(deps.stripeTimeoutMs === undefined ? {} : { timeoutMs: deps.stripeTimeoutMs }),
  });
  const tasks = createTasks({ work, now });
  const openWebhook = createLateWebhook({ secret: stripe.webhookSecret, now });
  const receiveWebhook = createReceiveWebhook({ openWebhook, webhooks, tasks, now });
  const takeStep = createTakeStep({ charges, gateway, now });
  const postCharge = createPostCharge({ ledger });
  const handlers = createTaskHandlers({
    work,
    now,
    log,
    inOrder: createKeyedQueue(),
    pauses: deps.retryPauses ?? { firstMs: 1_000, longestMs: 300_000 },
    operations: {
      charge: createAdvanceCharge({ charges, payers, postCharge, takeStep }),
      payer: createPreparePayer({ payers, charges, gateway, tasks }),
      webhook: createApplyWebhook({ webhooks, charges, tasks, now }),
    },
  });
  const reactions = createReactions({
    ...createPlanCharge({ charges, prices, now, newId }),
    charges,
    tasks,
  });
  let subscription: Subscription | undefined;

  return {
    name: 'billing',
    routes: [billingRoutes({ charges, visits, recordAccess })],
    rpc: [billingRpc({ prices, payers, tasks })],
    mounts: [webhookDoor({ receiveWebhook, log, metrics })],
    async start() {
      await work.start(handlers);
      subscription = await bus.subscribe({
        group: 'billing',
        types: Object.keys(reactions),
        handle: async (event) => reactions[event.type]?.(event),
      });
    },
    async stop() {
      await subscription?.close();
      await work.stop();
    },
  };
}
