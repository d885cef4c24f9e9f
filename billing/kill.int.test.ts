import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '#contracts/event.ts';
import { until } from '../test/kit/until.ts';
import { prepare, type SomeVisit, someVisit, startWorld, type World } from './billing.kit.ts';
import { Dead, mortalStore } from './mortal-store.kit.ts';

const leaseMs = 60_000;

type Life = { events: (visit: SomeVisit) => EventEnvelope[]; end: string; ledger: string[]; taken: number[] };
const lives: Record<string, Life> = {
  'a visit that is held and captured': {
    events: (visit) => [visit.booked(), visit.waiting(), visit.ended(540)],
    end: 'captured',
    ledger: ['capture:1', 'due', 'hold:1'],
    taken: [2500],
  },
  'a visit that is called off': {
    events: (visit) => [visit.booked(), visit.waiting(), visit.cancelled()],
    end: 'released',
    ledger: ['hold:1', 'release:1'],
    taken: [],
  },
};

describe('billing that is killed between any two things it does', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  /** Lives a visit's money through with a service that dies at the given operation, and then with one that does not. */
  async function live(life: Life, operation: number, when: 'before' | 'after') {
    const visit = someVisit();
    const events = life.events(visit);
    await world.billing?.stop();
    let mortality: ReturnType<typeof mortalStore> | undefined;
    await world.start((store) => {
      mortality = mortalStore(store, { operation, when });
      return mortality.mortal;
    });
    const isDead = () => mortality?.isDead() ?? false;
    const isOver = async () =>
      (await world.statusOf(visit.visitId)) === life.end &&
      (await world.ledgerOf(visit.visitId)).map(({ step }) => step).join() === life.ledger.join();

    /** As a caller and the bus do it: what was not taken is told again. */
    async function tell(wait: (condition: () => Promise<boolean>) => Promise<void>): Promise<void> {
      await prepare(world, visit, 'pm_card_visa');
      await world.bus.publish(events.slice(0, 2));
      await wait(async () => ['held', life.end].includes((await world.statusOf(visit.visitId)) ?? ''));
      await world.bus.publish(events.slice(2));
      // What is left to do after the last visible change has its deaths too.
      await wait(async () => (await isOver()) && (await world.isQuiet()));
    }

    await tell(async (condition) => {
      await until(async () => isDead() || condition());
      if (isDead()) throw new Dead();
    }).catch((error: unknown) => {
      if (!isDead()) throw error;
    });
    if (isDead()) {
      await world.billing?.stop();
      world.clock.aheadMs += leaseMs;
      await world.start();
      await tell((condition) =>
        until(condition, { why: () => `died ${when} ${operation}`, withinMs: 8_000 }),
      );
    }
    return { visit, hasDied: isDead() };
  }

  for (const [name, life] of Object.entries(lives)) {
    for (const when of ['before', 'after'] as const) {
      it(`${name}, dying ${when} each operation, moves the money once`, { timeout: 120_000 }, async () => {
        let deaths = 0;
        for (let operation = 1; ; operation += 1) {
          const { visit, hasDied } = await live(life, operation, when);
          const attempts = (await world.chargeOf(visit.visitId))?.attempts ?? [];
          const customer = attempts[0]?.customerId;
          const told = `after dying ${when} ${operation}`;
          expect(attempts, told).toHaveLength(1);
          expect(await world.takenAtStripe(customer), told).toEqual(life.taken);
          expect(await world.heldAtStripe(customer), told).toEqual([]);
          if (!hasDied) break;
          deaths += 1;
        }
        expect(deaths).toBeGreaterThan(30);
      });
    }
  }
});
