import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { World } from '../kit/world.ts';
import { ChaosVisit } from './chaos-visit.ts';
import { checkAttendance } from './check-attendance.ts';

const longMs = Number(process.env['BEDSIDE_CHAOS_SECONDS'] ?? 0) * 1_000;
/** How long something is away: so long, or ten minutes if the long run asks for them. */
export const atLeast = (ms: number): number => Math.max(ms, longMs);
/** Long enough for all that notices it. */
export const frozenMs = atLeast(3_000);
export const visitTimeoutMs = 120_000 + 2 * longMs;

type Harm = () => Promise<unknown>;

/**
 * An installation with a visit in it, for the tests of the `describe` around it. After each of them the visit is as before:
 * everybody hears everybody on one media node in one making of the room, and what is written comes. At the end the whole
 * record is checked: no visit was split, no message lost, doubled or out of order, and the attendance log says what the
 * clients saw.
 */
export function useVisit({ rough }: { rough: readonly string[] }) {
  let world: World;
  let visit: ChaosVisit;
  let isOver = false;

  beforeAll(async () => {
    world = await World.create({ way: 'together', rough });
    visit = await ChaosVisit.start(world);
  });
  afterEach(async () => {
    if (!isOver) await visit.check();
  });
  afterAll(async () => {
    visit?.close();
    await world?.close();
  });

  async function getOver(what: string, harm: Harm, moves: boolean): Promise<void> {
    console.log(what, await visit.getOver(harm, { moves }));
  }

  return {
    world: () => world,
    visit: () => visit,
    /** Does the harm and prints how the visit got over it: the room is made anew. */
    move: (what: string, harm: Harm) => getOver(what, harm, true),
    /** The same for what carries no media: the room is not made anew, nobody is connected anew. */
    async hardlyNotice(what: string, harm: Harm): Promise<void> {
      const before = visit.makings();
      await getOver(what, harm, false);
      expect(visit.makings()).toEqual(before);
    },
    /** Ends the visit: its receipt and its attendance log say what the clients saw. */
    async end(): Promise<void> {
      const live = await visit.cast.doctor.live();
      isOver = true;
      await live.request('visit:end', { visitId: visit.cast.visit.id });
      await checkAttendance({ world, cast: visit.cast, clients: visit.clients });
    },
  };
}
