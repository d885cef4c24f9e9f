import { createServer } from 'node:http';
import { z } from 'zod';
import type { UserActor } from '#contracts/actor.ts';
import type { Price, Receipt } from '#contracts/billing/receipt.ts';
import type { EventContract, RouteInput } from '#contracts/define.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { billingEvents } from '#contracts/events/billing.ts';
import { eventRegistry } from '#contracts/events/registry.ts';
import {
  VisitAttendanceClosed,
  VisitBooked,
  VisitCancelled,
  VisitNoShow,
  VisitWaiting,
} from '#contracts/events/visits.ts';
import type { BillingHttp } from '#contracts/http/billing.ts';
import { ClinicId, SessionId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Interval } from '#contracts/visits/visit.ts';
import { Refusal } from '#contracts/refusal.ts';
import { createLocalBus } from '#platform/bus/local-bus.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createMetrics } from '#platform/metrics.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import type { Service } from '#platform/service.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { createWork } from '#platform/work/create-work.ts';
import type { Charge } from './charges/charge.ts';
import { openChargeStore } from './charges/charge-store.ts';
import { openLedgerStore } from './ledger/ledger-store.ts';
import { createBilling } from './service.ts';
import { createSimulatorControl } from './simulator/control-client.ts';
import { createStripeSimulator, simulatorApiKey } from './simulator/service.ts';

export const webhookSecret = 'whsec_for_tests';
const controlKey = 'for-this-test-only';
const minuteMs = 60_000;
const Charges = z.object({ data: z.array(z.object({ captured: z.boolean(), amount_captured: z.int() })) });
const Intents = z.object({ data: z.array(z.object({ amount_capturable: z.int() })) });

/** 25.00 and 1.50 for each started minute after 10. */
export const price: Price = {
  visitType: 'consultation',
  flat: { minorUnits: 2500, currency: 'EUR' },
  perStartedMinute: { minorUnits: 150, currency: 'EUR' },
  includedMinutes: 10,
};

type WorldOptions = {
  file?: string;
  retryPauses?: { firstMs: number; longestMs: number };
  stripeTimeoutMs?: number;
  /** Wraps the store that billing gets, so that a test can let it die. */
  wrapStore?: (store: Store) => Store;
};

/** Billing on a store of its own, with the real simulator of Stripe, its webhooks, and the bus. */
export async function startWorld({ file = ':memory:', ...options }: WorldOptions = {}) {
  const clock = { aheadMs: 0 };
  const now = () => systemNow() + clock.aheadMs;
  const door = await openDoor();
  const simulator = createStripeSimulator({
    port: 0,
    controlKey,
    now,
    wallNow: now,
    webhooks: [{ url: `${door.url}/stripe/webhooks`, secret: webhookSecret }],
    webhookRetryDelayMs: () => 20,
  });
  await simulator.start();
  const control = createSimulatorControl({ url: simulator.url, controlKey });
  const busStore = await openSqliteStore({ file: ':memory:', now });
  const bus = await createLocalBus({
    store: busStore,
    registry: eventRegistry,
    now,
    log: silentLog,
    tuning: { firstRetryMs: 5 },
  });
  const told: EventEnvelope[] = [];
  await bus.subscribe({
    group: 'test',
    types: billingEvents.map(({ type }) => type),
    handle: async (event) => void told.push(event),
  });
  const store = await openSqliteStore({ file, now });
  const accesses: unknown[] = [];
  const tools = { now, newId: newUuid, log: silentLog };
  const charges = await openChargeStore({ store, ...tools });
  const ledger = await openLedgerStore({ store, now });
  const tasks = await store.collection({
    name: 'tasks',
    indexes: { wake: { fields: ['wakeAt'] }, dead: { fields: ['diedAt'] } },
  });

  async function askStripe(what: string, customer?: string): Promise<unknown> {
    const query = new URLSearchParams({ limit: '100', ...(customer === undefined ? {} : { customer }) });
    const headers = { authorization: `Bearer ${simulatorApiKey}` };
    return (await fetch(`${simulator.url}/v1/${what}?${query.toString()}`, { headers })).json();
  }

  async function start(wrap: (store: Store) => Store = (same) => same): Promise<Service> {
    const own = wrap(store);
    const work = await createWork({ store: own, random: () => 0.5, ...tools, tuning: { firstRetryMs: 5 } });
    const outbox = createOutbox({ store: own, bus, log: silentLog });
    const billing = await createBilling({
      ...tools,
      stripe: { apiKey: simulatorApiKey, baseUrl: simulator.url, webhookSecret },
      store: own,
      bus,
      work,
      visits: { 'visit:facts': () => Promise.reject(new Refusal('not_found', 'There is no such visit.')) },
      recordAccess: async (_actor, fact) => void accesses.push(fact),
      metrics: createMetrics(),
      retryPauses: options.retryPauses ?? { firstMs: 5, longestMs: 50 },
      ...(options.stripeTimeoutMs === undefined ? {} : { stripeTimeoutMs: options.stripeTimeoutMs }),
    });
    door.open(billing);
    await outbox.start();
    await billing.start();
    const stop = async () => {
      await billing.stop();
      await outbox.stop();
    };
    return { ...billing, stop };
  }

  const world = {
    clock,
    now,
    control,
    simulator,
    door,
    bus,
    store,
    told,
    accesses,
    charges,
    ledger,
    billing: undefined as Service | undefined,
    async start(wrap?: (store: Store) => Store) {
      world.billing = await start(wrap);
    },
    ask: (call: string, input: unknown) => world.billing?.rpc?.[0]?.call(call, input),
    chargeOf: async (visitId: VisitId): Promise<Charge | undefined> => {
      const row = await charges.findByVisit(visitId);
      return row?.kind === 'charge' ? row : undefined;
    },
    statusOf: async (visitId: VisitId) => (await world.chargeOf(visitId))?.state.status,
    ledgerOf: async (visitId: VisitId) => ledger.ofCharge((await world.chargeOf(visitId))?._id ?? ''),
    readReceipt: (actor: UserActor, visitId: VisitId): Promise<Receipt> => {
      const handler = world.billing?.routes?.[0]?.handlers['readReceipt'];
      const input = { params: { visitId } } as RouteInput<BillingHttp['readReceipt']>;
      return handler?.(actor, input, {} as never) as Promise<Receipt>;
    },
    /** What the provider says it took, from one customer or all: the amounts of its own charges. */
    async takenAtStripe(customer?: string): Promise<number[]> {
      const charges = Charges.parse(await askStripe('charges', customer));
      return charges.data.flatMap((charge) => (charge.captured ? [charge.amount_captured] : []));
    },
    /** What the provider still holds of one customer, or all. */
    async heldAtStripe(customer?: string): Promise<number[]> {
      const { data } = Intents.parse(await askStripe('payment_intents', customer));
      return data.flatMap(({ amount_capturable: held }) => (held > 0 ? [held] : []));
    },
    /** Whether nothing is left to do, to tell others, or to hear from the provider. */
    async isQuiet(): Promise<boolean> {
      const waiting = await tasks.find({ index: 'wake', limit: 1 });
      const events = await store.pendingEvents(1);
      const isHeard = (await control.pendingWebhooks()) === 0;
      return isHeard && waiting.items.length === 0 && events.length === 0;
    },
    async stop() {
      await world.billing?.stop();
      await simulator.stop();
      await door.close();
      await bus.close();
      await busStore.close();
      await store.close();
    },
  };
  await world.start(options.wrapStore);
  return world;
}
export type World = Awaited<ReturnType<typeof startWorld>>;

/** Where the simulator sends its webhooks, whichever service is behind it now; nobody behind it answers 503. */
async function openDoor() {
  let service: Service | undefined;
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    response.on('finish', () => statuses.push(response.statusCode));
    const mount = service?.mounts?.[0];
    if (mount && request.url === mount.path) mount.handle(request, response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The door has no address.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    statuses,
    open: (next: Service | undefined) => {
      service = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A patient's visit, and the events of its life. */
export function someVisit({
  tenantId = TenantId.parse(newUuid()),
  patientId = UserId.parse(newUuid()),
} = {}) {
  const visitId = VisitId.parse(newUuid());
  const clinicId = ClinicId.parse(newUuid());
  const doctorId = UserId.parse(newUuid());
  const ids = { visitId, clinicId, patientId, doctorId };
  const booking = { ...ids, visitType: 'consultation', durationMinutes: 15 };
  const startedAt = Date.UTC(2026, 4, 4, 9);
  const event = <D extends EventContract['data']>(contract: EventContract<string, D>, data: never) =>
    createEvent(
      contract,
      { actor: { kind: 'service', service: 'visits', tenantId }, tenantId, data },
      { now: systemNow, newId: newUuid },
    );
  return {
    ...ids,
    tenantId,
    booked: () => event(VisitBooked, { ...booking, startsAt: startedAt } as never),
    waiting: () => event(VisitWaiting, { ...booking, waitingSince: startedAt } as never),
    /** Minutes and seconds as two intervals. */
    ended(seconds: number, intervals: Interval[] = intervalsOf(startedAt, seconds)) {
      const endedAt = startedAt + seconds * 1_000 + minuteMs;
      const data = { ...ids, visitType: 'consultation', endedAt, intervals };
      return event(VisitAttendanceClosed, { ...data, billableSeconds: seconds } as never);
    },
    cancelled: () =>
      event(VisitCancelled, { ...ids, cancelledAt: startedAt, cancelledBy: patientId } as never),
    noShow: () => event(VisitNoShow, { ...ids, closedAt: startedAt } as never),
  };
}
export type SomeVisit = ReturnType<typeof someVisit>;

/** So many seconds in two pieces with a pause between, neither of whole seconds. */
function intervalsOf(fromAt: number, seconds: number): Interval[] {
  if (seconds === 0) return [];
  const firstMs = Math.floor((seconds * 1_000) / 3) + 137;
  const secondAt = fromAt + firstMs + 5_000;
  return [
    { fromAt, toAt: fromAt + firstMs },
    { fromAt: secondAt, toAt: secondAt + seconds * 1_000 - firstMs },
  ];
}

export function actorFor(
  visit: SomeVisit,
  role: UserActor['role'],
  changes: Partial<UserActor> = {},
): UserActor {
  const isPatient = role === 'patient' || role === 'guest';
  return {
    kind: 'user',
    tenantId: visit.tenantId,
    userId: isPatient ? visit.patientId : UserId.parse(newUuid()),
    role,
    sessionId: SessionId.parse(newUuid()),
    clinicIds: [visit.clinicId],
    ...(role === 'guest' ? { visitId: visit.visitId } : {}),
    ...changes,
  };
}

/** The visit's patient has this card, and the kind of visit its price. */
export async function prepare(world: World, visit: SomeVisit, paymentMethodId?: string): Promise<void> {
  await world.ask('price:ensure', { tenantId: visit.tenantId, price });
  if (paymentMethodId === undefined) return;
  await world.ask('payer:ensure', { tenantId: visit.tenantId, patientId: visit.patientId, paymentMethodId });
}
