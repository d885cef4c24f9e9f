import { afterEach, describe, expect, it } from 'vitest';
import { TestBrowser } from '../kit/browser/browser.ts';
import { endVisit, longestGapMs, lostServer, seeEachOther, startCall } from '../kit/browser/visit-pages.ts';
import { until } from '../kit/until.ts';
import { World } from '../kit/world.ts';
import { Writer } from '../kit/writer.ts';
import { checkThread } from './check-thread.ts';

// That sound and pictures do not stop is held to 200 ms where no browser takes the machine's time: in drain.test.ts. What
// a browser shows depends on how busy the machine is; it is printed, beside what restarts of other processes show.
const seenWithinMs = 20_000;

describe('a rolling restart', () => {
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

  it('passes by a visit: nobody has to do anything, no word is lost, and the time together is billed as one', async () => {
    world = await World.create({ way: 'together' });
    browser = await TestBrowser.create({ site: world.site });
    const cast = await world.visit();
    const pages = await startCall(browser, cast);
    for (const tab of [pages.patient, pages.doctor]) tab.expectProblems(...lostServer);
    writers['patient'] = await Writer.create(cast.patient, cast.visit);
    writers['nurse'] = await Writer.create(cast.nurse, cast.visit);
    for (const [name, writer] of Object.entries(writers)) writer.keepWriting(name, 150);
    const mediaNode = async () => (await world.workerOf(cast.visit)).nodeId;

    /** The longest time in which somebody saw no new picture while a process ended and came back, in milliseconds. */
    async function restart(name: string): Promise<number> {
      const one = world.together.process(name);
      await seeEachOther(pages, cast, seenWithinMs);
      const since = await pages.patient.now();
      await until(async () => (await pages.patient.now()) - since > 1_000);
      await one.stop();
      const gapMs = await longestGapMs(pages, cast, since);
      await one.start();
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
    for (const name of ['signaling-1', 'signaling-2', 'chat', 'visits', 'identity', 'billing', 'audit'])
      others[name] = await restart(name);
    console.log('without a picture, ms: media drained', drains, 'others restarted', others);
    const all = Object.values({ ...drains, ...others });
    expect(Math.max(...all)).toBeLessThan(seenWithinMs);
    await seeEachOther(pages, cast, seenWithinMs);

    await checkThread(writers);
    await endVisit(pages.doctor);
    await pages.patient.untilReads('Visit ended');
    const receipt = () => cast.patient.api.billing.readReceipt({ params: { visitId: cast.visit.id } });
    await until(async () => (await receipt()).status === 'captured', { withinMs: 30_000 });
    expect((await receipt()).intervals).toHaveLength(1);
  });
});
