import { afterEach, describe, expect, it } from 'vitest';
import { useBrowser } from '../../kit/browser/use-browser.ts';
import { longestGapMs, seeEachOther } from '../../kit/browser/visit-pages.ts';
import type { OneProcess } from '../../kit/one-process.ts';
import { until } from '../../kit/until.ts';
import { BrowserVisit } from '../browser-visit.ts';

// Back by itself, not how fast: that is measured by the bench and held against its budget.
const backWithinMs = 30_000;

// That sound and pictures do not stop is held to 200 ms where no browser takes the machine's time: in drain.test.ts. What
// a browser shows depends on how busy the machine is; it is printed, beside what restarts of other processes show.
const seenWithinMs = 20_000;

describe('a visit on several nodes', () => {
  const { world, browser } = useBrowser({ way: 'together' });
  let held: BrowserVisit | undefined;
  afterEach(() => held?.close());

  /** Does something to a process and puts it right again; how long somebody was without a picture, in milliseconds. */
  async function gapOver(visit: BrowserVisit, harm: () => Promise<() => Promise<void>>): Promise<number> {
    const { pages, cast } = visit;
    await seeEachOther(pages, cast, backWithinMs);
    await visit.beTogether(2_500);
    const since = await pages.patient.now();
    const mend = await harm();
    await seeEachOther(pages, cast, backWithinMs);
    const gapMs = await longestGapMs(pages, cast, since);
    await mend();
    return gapMs;
  }

  const kill = (one: OneProcess) => async () => {
    await one.kill();
    return () => one.start();
  };

  async function mediaNode({ cast }: BrowserVisit): Promise<OneProcess> {
    return world().together.process((await world().workerOf(cast.visit)).nodeId);
  }

  it('does not notice a rolling restart: nobody has to do anything, no word is lost, and the time together is billed as one', async () => {
    const visit = (held = await BrowserVisit.start(world(), browser()));
    const { cast, pages } = visit;
    const carrier = async () => (await mediaNode(visit)).name;

    /** The longest time in which somebody saw no new picture while a process ended and came back, in milliseconds. */
    async function restart(...names: string[]): Promise<number> {
      const some = names.map((name) => world().together.process(name));
      await seeEachOther(pages, cast, seenWithinMs);
      const since = await pages.patient.now();
      await visit.beTogether(1_000);
      await Promise.all(some.map((one) => one.stop()));
      const gapMs = await longestGapMs(pages, cast, since);
      await Promise.all(some.map((one) => one.start()));
      return gapMs;
    }

    const first = await carrier();
    const drains: Record<string, number> = {};
    drains[first] = await restart(first);
    const second = await carrier();
    expect(second).not.toBe(first);
    drains[second] = await restart(second);
    expect(await carrier()).toBe(first);
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

  it('outlives those that carry it; no word is lost, doubled or out of order, and the time together is billed', async () => {
    const visit = (held = await BrowserVisit.start(world(), browser()));
    const { cast } = visit;
    const gapsMs: Record<string, number> = {};
    gapsMs['media killed'] = await gapOver(visit, kill(await mediaNode(visit)));
    gapsMs['media killed again'] = await gapOver(visit, kill(await mediaNode(visit)));
    gapsMs['media frozen'] = await gapOver(visit, async () => {
      const node = await mediaNode(visit);
      const { isReplaced } = await world().workerOf(cast.visit);
      node.freeze({ workers: true });
      await until(isReplaced, { withinMs: backWithinMs });
      return async () => node.thaw();
    });
    for (const name of ['signaling-1', 'signaling-2'])
      gapsMs[name] = await gapOver(visit, kill(world().together.process(name)));
    console.log('without a picture, ms', gapsMs);
    expect(Math.max(...Object.values(gapsMs))).toBeLessThan(backWithinMs);

    expect((await visit.end()).intervals.length).toBeGreaterThanOrEqual(4);
  });
});
