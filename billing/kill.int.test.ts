import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '#contracts/event.ts';
import { until } from '../test/kit/until.ts';
import { prepare, type SomeVisit, someVisit, startWorld, type World } from './billing.kit.ts';
import { dueOf } from './charges/charge.ts';
import { balanceOf } from './ledger/ledger.ts';
import { Dead, mortalStore } from './mortal-store.kit.ts';

const leaseMs = 60_000;

type Life = {
  /** From when on it may die: from the beginning, or once the money is held. */
  armed: 'at once' | 'when held';
  last: (visit: SomeVisit) => EventEnvelope;
  end: string;
  ledger: string[];
  taken: number[];
  /** So many writes there are at least. */
  deaths: number;
};
const lives: Record<string, Life> = {
  'a visit that is held and captured': {
    armed: 'at once',
    last: (visit) => visit.ended(540),
    end: 'captured',
    ledger: ['capture:1', 'due', 'hold:1'],
    taken: [2500],
    deaths: 40,
  },
  'a visit that is called off': {
    armed: 'when held',
    last: (visit) => visit.cancelled(),
    end: 'released',
    ledger: ['hold:1', 'release:1'],
    taken: [],
    deaths: 8,
  },
};

type Wait = (condition: () => Promise<boolean>) => Promise<void>;

describe('billing that is killed before any of its writes', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const stepsOf = async (visit: SomeVisit) => (await world.ledgerOf(visit.visitId)).map(({ step }) => step);

  /** Tells a visit's life, each part when the one before is done. What was not taken may be told again. */
  async function tell(
    { visit, life, wait }: { visit: SomeVisit; life: Life; wait: Wait },
    onHeld: () => void,
  ) {
    await prepare(world, visit, 'pm_card_visa');
    await world.bus.publish([visit.booked(), visit.waiting()]);
    await wait(async () => ['held', life.end].includes((await world.statusOf(visit.visitId)) ?? ''));
    onHeld();
    await world.bus.publish([life.last(visit)]);
    await wait(async () => (await world.statusOf(visit.visitId)) === life.end);
    // What is left to do after the last visible change has its deaths too.
    await wait(async () => (await stepsOf(visit)).join() === life.ledger.join() && (await world.isQuiet()));
  }

  /** Lives through it with a service that dies before the given write, and then with one that does not. */
  async function live(life: Life, deadlyWrite: number) {
    const visit = someVisit();
    await world.billing?.stop();
    let mortality: ReturnType<typeof mortalStore> | undefined;
    await world.start((store) => {
      mortality = mortalStore(store, deadlyWrite);
      return mortality.mortal;
    });
    const isDead = () => mortality?.isDead() ?? false;
    if (life.armed === 'at once') mortality?.arm();
    const waitOrDie: Wait = async (condition) => {
      await until(async () => isDead() || condition());
      if (isDead()) throw new Dead();
    };
    await tell({ visit, life, wait: waitOrDie }, () => mortality?.arm()).catch((error: unknown) => {
      if (!isDead()) throw error;
    });
    const hasDied = isDead();
    if (hasDied) {
      await world.billing?.stop();
      world.clock.aheadMs += leaseMs;
      await world.start();
      const wait: Wait = (condition) =>
        until(condition, { why: `after write ${deadlyWrite}`, withinMs: 8_000 });
      await tell({ visit, life, wait }, () => undefined);
    }
    return { visit, hasDied };
  }

  for (const [name, life] of Object.entries(lives)) {
    it(`${name} moves the money once`, { timeout: 120_000 }, async () => {
      let deaths = 0;
      for (let deadlyWrite = 1; ; deadlyWrite += 1) {
        const { visit, hasDied } = await live(life, deadlyWrite);
        const charge = await world.chargeOf(visit.visitId);
        const transactions = await world.ledgerOf(visit.visitId);
        const customer = charge?.attempts[0]?.customerId;
        const told = `after dying before write ${deadlyWrite}`;
        expect(charge?.attempts, told).toHaveLength(1);
        expect(await world.takenAtStripe(customer), told).toEqual(life.taken);
        expect(await world.heldAtStripe(customer), told).toEqual([]);
        expect(balanceOf(transactions, 'stripe_balance'), told).toBe(life.taken[0] ?? 0);
        expect(balanceOf(transactions, 'receivable'), told).toBe(0);
        expect(charge && dueOf(charge.state)?.amount.minorUnits, told).toBe(life.taken[0]);
        if (!hasDied) break;
        deaths += 1;
      }
      expect(deaths).toBeGreaterThan(life.deaths);
    });
  }

  it('tells each fact under one id, however often it was killed', async () => {
    // The last service may have met its deadly write in a webhook that came late: one that cannot die finishes it.
    await world.billing?.stop();
    world.clock.aheadMs += leaseMs;
    await world.start();
    await until(() => world.isQuiet());
    const facts = world.told.map(({ id, type, key }) => ({ id, fact: `${type} ${key}` }));
    const ids = new Set(facts.map(({ id }) => id));
    expect(ids.size).toBe(new Set(facts.map(({ fact }) => fact)).size);
  });
});
