import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../test/kit/until.ts';
import { prepare, someVisit, startWorld, type World } from './billing.kit.ts';

const someVisitsOf = (first: ReturnType<typeof someVisit>, count: number) =>
  Array.from({ length: count }, () => someVisit({ tenantId: first.tenantId, patientId: first.patientId }));

describe('much at once', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld({ stripeTimeoutMs: 5_000 });
  });
  afterEach(() => world.stop());

  it('is done by two processes without anything done twice', async () => {
    const first = world.billing;
    await world.start();
    const patient = someVisit();
    await prepare(world, patient, 'pm_card_visa');
    const visits = someVisitsOf(patient, 20);
    await world.bus.publish(visits.flatMap((visit) => [visit.booked(), visit.waiting()]));
    await world.bus.publish(visits.map((visit) => visit.ended(540)));
    const areDone = async () => {
      const statuses = await Promise.all(visits.map(({ visitId }) => world.statusOf(visitId)));
      return statuses.every((status) => status === 'captured');
    };
    await until(areDone, { withinMs: 15_000 });
    await until(() => world.isQuiet(), { withinMs: 8_000 });
    expect(await world.takenAtStripe()).toEqual(visits.map(() => 2500));
    expect(await world.heldAtStripe()).toEqual([]);
    await first?.stop();
  });

  it('with Stripe hanging leaves room for other work, bookings and prices', async () => {
    const patient = someVisit();
    await prepare(world, patient, 'pm_card_visa');
    await until(() => world.isQuiet());
    await world.control.addFault({ kind: 'slow', path: '/payment_intents$', delayMs: 60_000, times: 1_000 });
    const visits = someVisitsOf(patient, 40);
    await world.bus.publish(visits.flatMap((visit) => [visit.booked(), visit.waiting()]));
    // All of it well within the time that the first call to Stripe is given.
    const soon = { withinMs: 3_500 };
    const areAsked = async () => {
      const statuses = await Promise.all(visits.map(({ visitId }) => world.statusOf(visitId)));
      return statuses.every((status) => status === 'holding');
    };
    await until(areAsked, soon);
    const [later] = someVisitsOf(patient, 1);
    await world.bus.publish([later!.booked(), later!.cancelled()]);
    await until(async () => (await world.statusOf(later!.visitId)) === 'released', soon);
    const asked = { tenantId: patient.tenantId, visitType: 'consultation', durationMinutes: 10 };
    expect(await world.ask('price:estimate', asked)).toMatchObject({ amount: { minorUnits: 2500 } });
  });
});
