import { afterEach, describe, expect, it } from 'vitest';
import { TestBrowser } from '../kit/browser/browser.ts';
import {
  endVisit,
  longestGapMs,
  lostServer,
  seeEachOther,
  startCall,
  type VisitPages,
} from '../kit/browser/visit-pages.ts';
import type { OneProcess } from '../kit/one-process.ts';
import { until } from '../kit/until.ts';
import { type Cast, World } from '../kit/world.ts';
import { Writer } from '../kit/writer.ts';
import { checkThread } from './check-thread.ts';

// Back by itself, not how fast: that is measured by the bench and held against its budget.
const backWithinMs = 30_000;

describe('a visit on several nodes', () => {
  let world: World;
  let browser: TestBrowser;
  const writers: Record<string, Writer> = {};
  afterEach(async () => {
    for (const writer of Object.values(writers)) writer.close();
    try {
      await browser?.close();
    } finally {
      await world?.close();
    }
  });

  /** Does something to a process and puts it right again; how long somebody was without a picture, in milliseconds. */
  async function gapOver(
    pages: VisitPages,
    cast: Cast,
    harm: () => Promise<() => Promise<void>>,
  ): Promise<number> {
    await seeEachOther(pages, cast, backWithinMs);
    const together = await pages.patient.now();
    await until(async () => (await pages.patient.now()) - together > 2_500);
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

  async function mediaNode(cast: Cast): Promise<OneProcess> {
    return world.together.process((await world.workerOf(cast.visit)).nodeId);
  }

  it('outlives those that carry it; no word is lost, doubled or out of order, and the time together is billed', async () => {
    world = await World.create({ way: 'together' });
    browser = await TestBrowser.create({ site: world.site });
    const cast = await world.visit();
    const pages = await startCall(browser, cast);
    for (const tab of [pages.patient, pages.doctor]) tab.expectProblems(...lostServer);
    writers['patient'] = await Writer.create(cast.patient, cast.visit);
    writers['nurse'] = await Writer.create(cast.nurse, cast.visit);
    for (const [name, writer] of Object.entries(writers)) writer.keepWriting(name, 150);

    const gapsMs: Record<string, number> = {};
    gapsMs['media killed'] = await gapOver(pages, cast, kill(await mediaNode(cast)));
    gapsMs['media killed again'] = await gapOver(pages, cast, kill(await mediaNode(cast)));
    gapsMs['media frozen'] = await gapOver(pages, cast, async () => {
      const node = await mediaNode(cast);
      const { isReplaced } = await world.workerOf(cast.visit);
      node.freeze({ workers: true });
      await until(isReplaced, { withinMs: backWithinMs });
      return async () => node.thaw();
    });
    for (const name of ['signaling-1', 'signaling-2'])
      gapsMs[name] = await gapOver(pages, cast, kill(world.together.process(name)));
    console.log('without a picture, ms', gapsMs);
    expect(Math.max(...Object.values(gapsMs))).toBeLessThan(backWithinMs);

    await checkThread(writers);
    await endVisit(pages.doctor);
    await pages.patient.untilReads('Visit ended');
    const receipt = () => cast.patient.api.billing.readReceipt({ params: { visitId: cast.visit.id } });
    await until(async () => (await receipt()).status === 'captured', { withinMs: 30_000 });
    expect((await receipt()).intervals.length).toBeGreaterThanOrEqual(4);
  });
});
