import { afterEach, describe, expect, it } from 'vitest';
import { longestGapMs, seeEachOther } from '../kit/browser/visit-pages.ts';
import type { OneProcess } from '../kit/one-process.ts';
import { until } from '../kit/until.ts';
import { BrowserVisit } from './browser-visit.ts';

// Back by itself, not how fast: that is measured by the bench and held against its budget.
const backWithinMs = 30_000;

describe('a visit on several nodes', () => {
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

  async function mediaNode({ world, cast }: BrowserVisit): Promise<OneProcess> {
    return world.together.process((await world.workerOf(cast.visit)).nodeId);
  }

  it('outlives those that carry it; no word is lost, doubled or out of order, and the time together is billed', async () => {
    const visit = (held = await BrowserVisit.start({ way: 'together' }));
    const { world, cast } = visit;
    const gapsMs: Record<string, number> = {};
    gapsMs['media killed'] = await gapOver(visit, kill(await mediaNode(visit)));
    gapsMs['media killed again'] = await gapOver(visit, kill(await mediaNode(visit)));
    gapsMs['media frozen'] = await gapOver(visit, async () => {
      const node = await mediaNode(visit);
      const { isReplaced } = await world.workerOf(cast.visit);
      node.freeze({ workers: true });
      await until(isReplaced, { withinMs: backWithinMs });
      return async () => node.thaw();
    });
    for (const name of ['signaling-1', 'signaling-2'])
      gapsMs[name] = await gapOver(visit, kill(world.together.process(name)));
    console.log('without a picture, ms', gapsMs);
    expect(Math.max(...Object.values(gapsMs))).toBeLessThan(backWithinMs);

    expect((await visit.end()).intervals.length).toBeGreaterThanOrEqual(4);
  });
});
