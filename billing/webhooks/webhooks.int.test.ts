import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/kit/until.ts';
import { prepare, type SomeVisit, someVisit, startWorld, webhookSecret, type World } from '../billing.kit.ts';
import { openWebhookStore } from './webhook-store.ts';

const path = '/stripe/webhooks';

describe('the webhook door', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.stop());

  const sign = (body: string, { secret = webhookSecret, at = world.now() } = {}) => {
    const second = Math.floor(at / 1000);
    return `t=${second},v1=${createHmac('sha256', secret).update(`${second}.${body}`).digest('hex')}`;
  };
  const send = async (body: string, signature?: string, method = 'POST') => {
    const headers = signature === undefined ? {} : { 'stripe-signature': signature };
    const answer = await fetch(`${world.door.url}${path}`, {
      method,
      headers,
      ...(method === 'POST' ? { body } : {}),
    });
    return answer.status;
  };
  const eventWith = (object: object, { id = 'evt_1', type = 'payment_intent.succeeded' } = {}) =>
    JSON.stringify({ id, object: 'event', type, created: 1_800_000_000, data: { object } });
  const capturedIntent = (charge: string) => ({
    id: 'pi_forged',
    object: 'payment_intent',
    status: 'succeeded',
    amount: 5500,
    amount_received: 5500,
    currency: 'eur',
    metadata: { charge, attempt: '1' },
    last_payment_error: null,
  });
  const stored = async (id: string) => (await openWebhookStore(world.store)).findById(id);
  const reached = (visit: SomeVisit, status: string) =>
    until(async () => (await world.statusOf(visit.visitId)) === status, { why: `not ${status}` });
  const quiet = () => until(() => world.isQuiet(), { withinMs: 8_000 });
  const ledgerOf = async (visit: SomeVisit) =>
    (await world.ledgerOf(visit.visitId)).map(({ step, lines }) => ({ step, lines }));

  async function held(): Promise<SomeVisit> {
    const visit = someVisit();
    await prepare(world, visit, 'pm_card_visa');
    await world.bus.publish([visit.booked(), visit.waiting()]);
    await reached(visit, 'held');
    return visit;
  }

  it('refuses what is forged, altered, unsigned or too old, and changes nothing', async () => {
    const visit = await held();
    await quiet();
    const charge = await world.chargeOf(visit.visitId);
    const body = eventWith(capturedIntent(charge?._id ?? ''));
    expect(await send(body)).toBe(400);
    expect(await send(body, 't=1,v1=00')).toBe(400);
    expect(await send(body, sign(body, { secret: 'whsec_other' }))).toBe(400);
    expect(await send(body.replace('5500', '1'), sign(body))).toBe(400);
    expect(await send(body, sign(body, { at: world.now() - 600_000 }))).toBe(400);
    expect(await stored('evt_1')).toBeUndefined();
    expect(await world.chargeOf(visit.visitId)).toEqual(charge);
  });

  it('refuses another method, what is no event, and what is too long', async () => {
    expect(await send('', undefined, 'GET')).toBe(405);
    const broken = '{"id": 1}';
    expect(await send(broken, sign(broken))).toBe(400);
    const text = 'x';
    expect(await send(text, sign(text))).toBe(400);
    expect(await send('x'.repeat(600_000), sign('x')).catch(() => 413)).toBe(413);
  });

  it('keeps a kind that it does not know, and one about what is not ours, and leaves them', async () => {
    const unknown = eventWith({ id: 'x_1', object: 'invention' }, { id: 'evt_2', type: 'invention.made' });
    const foreign = eventWith(capturedIntent('no-charge-of-ours'), { id: 'evt_3' });
    for (const body of [unknown, foreign]) expect(await send(body, sign(body))).toBe(200);
    await until(async () => (await stored('evt_3'))?.appliedAt !== undefined);
    expect(await stored('evt_2')).toMatchObject({ type: 'invention.made', objectId: 'x_1' });
  });

  it('keeps an event once, however often it comes', async () => {
    const body = eventWith({ id: 'x_1', object: 'invention' });
    const statuses = await Promise.all(Array.from({ length: 8 }, () => send(body, sign(body))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    await until(async () => (await stored('evt_1'))?.appliedAt !== undefined);
  });

  it('says that it has not kept what it could not write', async () => {
    await world.billing?.stop();
    const body = eventWith({ id: 'x_1', object: 'invention' });
    await world.start((store) => ({
      ...store,
      collection: async (declaration) => {
        const rows = await store.collection(declaration);
        const full = () => Promise.reject(new Error('disk'));
        return Object.assign(Object.create(rows), declaration.name === 'webhooks' ? { insert: full } : {});
      },
      pendingEvents: (limit) => store.pendingEvents(limit),
      pendingEventsOf: (documents) => store.pendingEventsOf(documents),
      clearEvents: (pending) => store.clearEvents(pending),
      onEvents: (listener) => store.onEvents(listener),
      close: () => store.close(),
    }));
    expect(await send(body, sign(body))).toBe(500);
  });

  for (const order of ['as_made', 'reversed'] as const)
    it(`ends the same with webhooks late, doubled and ${order}`, async () => {
      await world.control.holdWebhooks();
      const visit = await held();
      await world.bus.publish([visit.ended(540)]);
      await reached(visit, 'captured');
      await until(async () => (await ledgerOf(visit)).length === 3);
      const before = { charge: await world.chargeOf(visit.visitId), ledger: await ledgerOf(visit) };
      expect(await world.control.releaseWebhooks({ order, copies: 3 })).toBeGreaterThan(4);
      await quiet();
      expect(world.door.statuses.every((status) => status === 200)).toBe(true);
      expect({ charge: await world.chargeOf(visit.visitId), ledger: await ledgerOf(visit) }).toEqual(before);
    });

  it('learns from a webhook alone what the answer would have said', async () => {
    const visit = someVisit();
    await prepare(world, visit, 'pm_card_visa');
    await quiet();
    // The hold is made, its answer never comes, and Stripe is not reached again.
    await world.control.addFault({ kind: 'drop_after_work', path: '/payment_intents$' });
    await world.control.addFault({ kind: 'unavailable', path: '/payment_intents$', times: 1_000 });
    await world.bus.publish([visit.booked(), visit.waiting()]);
    await reached(visit, 'held');
    await world.control.clearFaults();
    await world.bus.publish([visit.ended(540)]);
    await reached(visit, 'captured');
    expect(await world.takenAtStripe()).toEqual([2500]);
  });

  it('shows a capture that was made by hand at Stripe to a person', async () => {
    const visit = await held();
    const intent = (await world.chargeOf(visit.visitId))?.attempts[0]?.outcome;
    await fetch(
      `${world.simulator.url}/v1/payment_intents/${intent && 'intentId' in intent ? intent.intentId : ''}/capture`,
      {
        method: 'POST',
        headers: {
          authorization: 'Bearer sk_test_bedside_simulator',
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: '',
      },
    );
    await reached(visit, 'attention');
    await until(async () => (await ledgerOf(visit)).map(({ step }) => step).join() === 'capture:1,hold:1');
    expect((await world.chargeOf(visit.visitId))?.state).toMatchObject({ code: 'captured_outside' });
  });
});
