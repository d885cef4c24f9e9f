import { afterEach, describe, expect, it } from 'vitest';
import { longestGapMs, seeEachOther } from '../kit/browser/visit-pages.ts';
import { BrowserVisit } from './browser-visit.ts';

// That sound and pictures do not stop is held to 200 ms where no browser takes the machine's time: in drain.test.ts. What
// a browser shows depends on how busy the machine is; it is printed, beside what restarts of other processes show.
const seenWithinMs = 20_000;

describe('a rolling restart', () => {
  let held: BrowserVisit | undefined;
  afterEach(() => held?.close());

  it('passes by a visit: nobody has to do anything, no word is lost, and the time together is billed as one', async () => {
    const visit = (held = await BrowserVisit.start({ way: 'together' }));
    const { world, cast, pages } = visit;
    const mediaNode = async () => (await world.workerOf(cast.visit)).nodeId;

    /** The longest time in which somebody saw no new picture while a process ended and came back, in milliseconds. */
    async function restart(...names: string[]): Promise<number> {
      const some = names.map((name) => world.together.process(name));
      await seeEachOther(pages, cast, seenWithinMs);
      const since = await pages.patient.now();
      await visit.beTogether(1_000);
      await Promise.all(some.map((one) => one.stop()));
      const gapMs = await longestGapMs(pages, cast, since);
      await Promise.all(some.map((one) => one.start()));
      return gapMs;
    }

    const first = await mediaNode();
    const drains: Record<string, number> = {};
    drains[first] = await restart(first);
    const second = await mediaNode();
    expect(second).not.toBe(first);
    drains[second] = await restart(second);
    expect(await mediaNode()).toBe(first);
    const others: Record<string, number> = {};
    for (const name of ['signaling-1', 'signaling-2']) others[name] = await restart(name);
    // What a running call needs nothing of may go all at once.
    others['the services'] = await restart('chat', 'visits', 'identity', 'billing', 'audit');
    console.log('without a picture, ms: media drained', drains, 'others restarted', others);
    const all = Object.values({ ...drains, ...others });
    expect(Math.max(...all)).toBeLessThan(seenWithinMs);
    await seeEachOther(pages, cast, seenWithinMs);

    expect((await visit.end()).intervals).toHaveLength(1);
  });
});
