import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserId } from '#contracts/ids.ts';
import { newUuid } from '#platform/clock.ts';
import { until } from '../test/kit/until.ts';
import { prepare, type SomeVisit, someVisit, startWorld, type World } from './billing.kit.ts';
import { balanceOf } from './ledger/ledger.ts';

const nineMinutes = 540;
const exact = ['capture:1', 'due', 'hold:1'];

describe('when payments go wrong', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld({ stripeTimeoutMs: 250 });
  });
  afterEach(() => world.stop());

  const reached = (visit: SomeVisit, status: string) =>
    until(async () => (await world.statusOf(visit.visitId)) === status, {
      why: () => `the charge is not ${status}`,
      withinMs: 8_000,
    });
  const steps = async (visit: SomeVisit) => (await world.ledgerOf(visit.visitId)).map(({ step }) => step);
  const ledgerIs = (visit: SomeVisit, expected: string[]) =>
    until(async () => (await steps(visit)).join() === expected.join(), { withinMs: 8_000 });
  const events = () => world.told.map(({ type }) => type.replace('billing.charge_', ''));

  async function waiting(paymentMethodId?: string): Promise<SomeVisit> {
    const visit = someVisit();
    await prepare(world, visit, paymentMethodId);
    await world.bus.publish([visit.booked(), visit.waiting()]);
    return visit;
  }

  async function held(): Promise<SomeVisit> {
    const visit = await waiting('pm_card_visa');
    await reached(visit, 'held');
    return visit;
  }

  const misfortunes = [
    'drop_before_work',
    'drop_after_work',
    'error_after_work',
    'unavailable',
    'rate_limit',
  ] as const;
  for (const kind of misfortunes) {
    it(`${kind} of each request still moves the money once`, async () => {
      await world.control.addFault({ kind, method: 'POST', path: '/customers$', times: 2 });
      await world.control.addFault({ kind, method: 'POST', path: '/attach$', times: 2 });
      await world.control.addFault({ kind, method: 'POST', path: '/payment_intents$', times: 2 });
      await world.control.addFault({ kind, method: 'POST', path: '/capture$', times: 2 });
      const visit = await waiting('pm_card_visa');
      await reached(visit, 'held');
      await world.bus.publish([visit.ended(nineMinutes)]);
      await reached(visit, 'captured');
      await ledgerIs(visit, exact);
      const taken = balanceOf(await world.ledgerOf(visit.visitId), 'stripe_balance');
      expect(taken).toBe(2500);
      expect(await world.takenAtStripe()).toEqual([2500]);
      expect(await world.heldAtStripe()).toEqual([]);
    });

    it(`${kind} of a release still lets go once`, async () => {
      const visit = await held();
      await world.control.addFault({ kind, method: 'POST', path: '/cancel$', times: 2 });
      await world.bus.publish([visit.cancelled()]);
      await reached(visit, 'released');
      await ledgerIs(visit, ['hold:1', 'release:1']);
      expect(await world.takenAtStripe()).toEqual([]);
      expect(await world.heldAtStripe()).toEqual([]);
    });
  }

  it('asks again with the same key when an answer was too slow', async () => {
    await world.control.addFault({ kind: 'slow', method: 'POST', path: '/payment_intents$', delayMs: 600 });
    await world.control.addFault({ kind: 'slow', method: 'POST', path: '/capture$', delayMs: 600 });
    const visit = await held();
    await world.bus.publish([visit.ended(nineMinutes)]);
    await reached(visit, 'captured');
    await until(() => world.isQuiet());
    expect(await world.takenAtStripe()).toEqual([2500]);
    expect(await world.heldAtStripe()).toEqual([]);
  });

  it('finds a payment whose answer is broken for ever, also when no webhook tells of it', async () => {
    await world.control.holdWebhooks();
    await world.control.addFault({ kind: 'error_after_work', method: 'POST', path: '/payment_intents$' });
    const visit = await held();
    expect((await world.chargeOf(visit.visitId))?.attempts).toHaveLength(1);
    expect(await world.heldAtStripe()).toEqual([5500]);
  });

  it('finds a payment whose key Stripe has forgotten meanwhile', async () => {
    await world.control.holdWebhooks();
    await world.control.addFault({ kind: 'slow', method: 'POST', path: '/payment_intents$', delayMs: 400 });
    await world.control.addFault({
      kind: 'unavailable',
      path: '/payment_intents$',
      method: 'POST',
      times: 10_000,
    });
    const visit = await waiting('pm_card_visa');
    await until(async () => (await world.heldAtStripe()).length === 1, { why: 'nothing was held' });
    expect(await world.statusOf(visit.visitId)).toBe('holding');
    world.clock.aheadMs += 25 * 3_600_000;
    await world.control.clearFaults();
    await reached(visit, 'held');
    expect(await world.heldAtStripe()).toEqual([5500]);
  });

  it('a visit called off while nobody knows whether its hold was made is let go all the same', async () => {
    await world.control.holdWebhooks();
    await world.control.addFault({ kind: 'slow', method: 'POST', path: '/payment_intents$', delayMs: 400 });
    const visit = await waiting('pm_card_visa');
    await reached(visit, 'holding');
    await world.bus.publish([visit.cancelled()]);
    await reached(visit, 'released');
    await ledgerIs(visit, ['hold:1', 'release:1']);
    expect(await world.heldAtStripe()).toEqual([]);
  });

  it('a declined card needs attention, and another card goes on from there', async () => {
    const visit = await waiting('pm_card_chargeCustomerFail');
    await reached(visit, 'attention');
    await until(() => world.told.length === 1);
    expect(world.told[0]?.data).toMatchObject({ step: 'hold', code: 'card_declined' });
    await prepare(world, visit, 'pm_card_visa');
    await reached(visit, 'held');
    await world.bus.publish([visit.ended(nineMinutes)]);
    await reached(visit, 'captured');
    expect(await world.takenAtStripe()).toEqual([2500]);
  });

  it('a declined card is tried once more for the exact amount, then waits for another', async () => {
    const visit = await waiting('pm_card_chargeCustomerFail');
    await reached(visit, 'attention');
    await world.bus.publish([visit.ended(nineMinutes)]);
    await until(() => world.told.length === 2);
    expect(world.told[1]?.data).toMatchObject({ step: 'capture', code: 'card_declined' });
    await ledgerIs(visit, ['due']);
    await prepare(world, visit, 'pm_card_mastercard');
    await reached(visit, 'captured');
    await ledgerIs(visit, ['capture:3', 'due', 'hold:3']);
  });

  it('a card that cannot even be kept needs attention when the hold is due', async () => {
    const visit = await waiting('pm_card_chargeDeclinedExpiredCard');
    await reached(visit, 'attention');
    expect((await world.chargeOf(visit.visitId))?.state).toMatchObject({
      step: 'hold',
      code: 'expired_card',
    });
  });

  it('a bank that asks for the patient needs attention', async () => {
    const visit = await waiting('pm_card_authenticationRequired');
    await reached(visit, 'attention');
    expect((await world.chargeOf(visit.visitId))?.state).toMatchObject({ code: 'authentication_required' });
  });

  it('without a card the visit goes on unheld, and needs attention at its end', async () => {
    const visit = await waiting();
    await until(async () => {
      const state = (await world.chargeOf(visit.visitId))?.state;
      return state?.status === 'planned' && state.isHoldDue;
    });
    await world.bus.publish([visit.ended(nineMinutes)]);
    await reached(visit, 'attention');
    expect((await world.chargeOf(visit.visitId))?.state).toMatchObject({ code: 'no_payment_method' });
    await prepare(world, visit, 'pm_card_visa');
    await reached(visit, 'captured');
    await ledgerIs(visit, exact);
  });

  it('a visit that ends before anything was held is held and captured in order', async () => {
    const visit = someVisit();
    await prepare(world, visit, 'pm_card_visa');
    await world.bus.publish([visit.booked(), visit.ended(nineMinutes)]);
    await reached(visit, 'captured');
    await ledgerIs(visit, exact);
    // Exactly what is due is held then.
    expect((await world.chargeOf(visit.visitId))?.attempts[0]?.amount.minorUnits).toBe(2500);
  });

  it('a visit far longer than booked takes what is held and shows the rest to a person', async () => {
    const visit = await held();
    await world.bus.publish([visit.ended(60 * 60)]);
    await reached(visit, 'attention');
    expect((await world.chargeOf(visit.visitId))?.state).toMatchObject({ code: 'more_than_held' });
    await ledgerIs(visit, exact);
    const transactions = await world.ledgerOf(visit.visitId);
    expect(balanceOf(transactions, 'stripe_balance')).toBe(5500);
    expect(balanceOf(transactions, 'receivable')).toBe(2500 + 50 * 150 - 5500);
  });

  it('nothing is taken when nobody met, was there, or is asked to pay', async () => {
    const [unmet, missed, free] = [await held(), await held(), someVisit()];
    await world.bus.publish([unmet.ended(0), missed.noShow(), free.booked(), free.waiting(), free.ended(60)]);
    await reached(unmet, 'released');
    await reached(missed, 'released');
    await until(async () => (await world.charges.findByVisit(free.visitId))?.kind === 'free');
    await ledgerIs(unmet, ['hold:1', 'release:1']);
    await ledgerIs(missed, ['hold:1', 'release:1']);
    expect(await world.takenAtStripe()).toEqual([]);
  });

  it('a hold that ended at Stripe is made again when there is something to take', async () => {
    const visit = await held();
    await world.control.advanceClock(8 * 86_400);
    await until(async () => (await world.statusOf(visit.visitId)) === 'planned', { why: 'the hold stayed' });
    await world.bus.publish([visit.ended(nineMinutes)]);
    await reached(visit, 'captured');
    await ledgerIs(visit, ['capture:2', 'due', 'hold:1', 'hold:2', 'release:1']);
  });

  it('a hold that ended at Stripe without a word is found out by the capture', async () => {
    const visit = await held();
    await world.control.holdWebhooks();
    await world.control.advanceClock(8 * 86_400);
    await world.bus.publish([visit.ended(nineMinutes)]);
    await reached(visit, 'captured');
    await ledgerIs(visit, ['capture:2', 'due', 'hold:1', 'hold:2', 'release:1']);
    await world.control.releaseWebhooks({ order: 'reversed' });
    expect(await world.takenAtStripe()).toEqual([2500]);
  });

  it('the same events again and in another order change nothing', async () => {
    const visit = someVisit();
    await prepare(world, visit, 'pm_card_visa');
    const life = [visit.booked(), visit.waiting(), visit.ended(nineMinutes)];
    await world.bus.publish([...life.toReversed(), ...life, ...life, visit.cancelled()]);
    await reached(visit, 'captured');
    await ledgerIs(visit, exact);
    await until(() => world.told.length > 0);
    expect(events()).toEqual(['captured']);
    expect(await world.takenAtStripe()).toEqual([2500]);
  });

  it('a visit called off before it was heard of is never charged', async () => {
    const visit = someVisit();
    await prepare(world, visit, 'pm_card_visa');
    await world.bus.publish([visit.cancelled(), visit.booked(), visit.waiting()]);
    await until(async () => (await world.charges.findByVisit(visit.visitId))?.kind === 'free');
    expect(await world.takenAtStripe()).toEqual([]);
  });

  it('two visits of one patient that end at once are two charges', async () => {
    const patientId = UserId.parse(newUuid());
    const one = someVisit({ patientId });
    const two = someVisit({ patientId, tenantId: one.tenantId });
    await prepare(world, one, 'pm_card_visa');
    await world.bus.publish([one.booked(), two.booked(), one.waiting(), two.waiting()]);
    await world.bus.publish([one.ended(nineMinutes), two.ended(721), one.ended(nineMinutes)]);
    await reached(one, 'captured');
    await reached(two, 'captured');
    await ledgerIs(one, exact);
    await ledgerIs(two, exact);
    expect((await world.takenAtStripe()).toSorted((a, b) => a - b)).toEqual([2500, 2950]);
  });

  it('while Stripe is gone everything else is answered, and the money follows when it is back', async () => {
    const visit = await held();
    await world.control.addFault({ kind: 'unavailable', times: 40 });
    await world.bus.publish([visit.ended(nineMinutes)]);
    const booking = { tenantId: visit.tenantId, visitType: 'consultation', durationMinutes: 15 };
    expect(await world.ask('price:estimate', booking)).toEqual({
      amount: { minorUnits: 2500 + 5 * 150, currency: 'EUR' },
    });
    await until(async () => (await world.statusOf(visit.visitId)) === 'capturing');
    await world.control.clearFaults();
    await reached(visit, 'captured');
  });
});
