import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../test/kit/until.ts';
import { actorFor, prepare, someVisit, startWorld, type World } from './billing.kit.ts';
import { dueOf } from './charges/charge.ts';
import { verifyCharge } from './proofs/verify-charge.ts';

describe('the money of a visit', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.stop());

  it('is held before it, taken exactly after it, and proven from its attendance', async () => {
    const visit = someVisit();
    await prepare(world, visit, 'pm_card_visa');
    await world.bus.publish([visit.booked(), visit.waiting()]);
    await until(async () => (await world.statusOf(visit.visitId)) === 'held');
    // 15 minutes are booked, so 30 are held: 25.00 and 20 minutes of 1.50.
    expect(await world.readReceipt(actorFor(visit, 'patient'), visit.visitId)).toMatchObject({
      status: 'held',
      held: { minorUnits: 5500 },
      lines: [],
    });
    await world.bus.publish([visit.ended(12 * 60 + 1)]);
    await until(async () => (await world.statusOf(visit.visitId)) === 'captured');
    const receipt = await world.readReceipt(actorFor(visit, 'doctor'), visit.visitId);
    expect(receipt).toMatchObject({
      status: 'captured',
      billableSeconds: 721,
      amount: { minorUnits: 2950, currency: 'EUR' },
      lines: [
        { kind: 'flat', amount: { minorUnits: 2500 } },
        { kind: 'minutes', minutes: 3, amount: { minorUnits: 450 } },
      ],
    });
    await until(async () => (await world.ledgerOf(visit.visitId)).length === 3);
    const transactions = await world.ledgerOf(visit.visitId);
    expect(transactions.map(({ step }) => step)).toEqual(['capture:1', 'due', 'hold:1']);
    const due = dueOf((await world.chargeOf(visit.visitId))!.state)!;
    const billed = { billableSeconds: 721, amountMinorUnits: due.amount.minorUnits };
    const { intervals } = due;
    const price = receipt.price;
    expect(verifyCharge({ intervals, price, billed, transactions })).toEqual([]);
    await until(() => world.told.length === 2);
    expect(world.told.map(({ type }) => type)).toEqual(['billing.charge_held', 'billing.charge_captured']);
  });
});
