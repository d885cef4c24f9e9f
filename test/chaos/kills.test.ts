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
import { supervised } from '../kit/server.ts';
import { until } from '../kit/until.ts';
import { type Cast, World } from '../kit/world.ts';
import { Writer } from '../kit/writer.ts';
import { readAttendance } from './check-attendance.ts';
import { checkThread } from './check-thread.ts';

// How long the picture may be away here, on a machine that may be busy with much else: back by itself, not how fast.
// How fast it is, half a second and two, is measured by the bench and held against its budget.
const backWithinMs = 30_000;

describe('a visit whose processes are killed', () => {
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

  async function killWorker(cast: Cast, pages: VisitPages): Promise<number> {
    const worker = await world.workerOf(cast.visit);
    const since = await pages.patient.now();
    process.kill(worker.pid, 'SIGKILL');
    await until(() => worker.isReplaced(), { withinMs: 10_000 });
    await seeEachOther(pages, cast, backWithinMs);
    return longestGapMs(pages, cast, since);
  }

  async function killServer(cast: Cast, pages: VisitPages): Promise<number> {
    // A killed server is known to have been there until its last beat, a second before: a time together that is
    // shorter leaves no interval.
    const together = await pages.patient.now();
    await until(async () => (await pages.patient.now()) - together > 2_500);
    const since = await pages.patient.now();
    const starts = () => world.server.output.split('The server was ended by').length;
    const before = starts();
    world.server.killServer();
    await until(() => starts() > before, { withinMs: 10_000 });
    await seeEachOther(pages, cast, backWithinMs);
    return longestGapMs(pages, cast, since);
  }

  it('goes on by itself each time; no word is lost, and only the time together is billed', async () => {
    world = await World.create({ through: supervised });
    browser = await TestBrowser.create({ site: world.site });
    const cast = await world.visit();
    const pages = await startCall(browser, cast);
    for (const tab of [pages.patient, pages.doctor]) tab.expectProblems(...lostServer);
    writers['patient'] = await Writer.create(cast.patient, cast.visit);
    writers['nurse'] = await Writer.create(cast.nurse, cast.visit);
    for (const [name, writer] of Object.entries(writers)) writer.keepWriting(name, 150);

    const workerGapsMs: number[] = [];
    const serverGapsMs: number[] = [];
    for (let round = 0; round < 3; round++) workerGapsMs.push(await killWorker(cast, pages));
    for (let round = 0; round < 2; round++) serverGapsMs.push(await killServer(cast, pages));
    console.log('without a picture, ms', { workerGapsMs, serverGapsMs });
    expect(Math.max(...workerGapsMs)).toBeLessThan(backWithinMs);
    expect(Math.max(...serverGapsMs)).toBeLessThan(backWithinMs);

    await checkThread(writers);
    await endVisit(pages.doctor);
    await pages.patient.untilReads('Visit ended');
    const receipt = () => cast.patient.api.billing.readReceipt({ params: { visitId: cast.visit.id } });
    await until(async () => (await receipt()).status === 'captured', { withinMs: 20_000 });
    const { billableSeconds, intervals, amount } = await receipt();
    // The receipt, the visit and the log tell the same; one interval for each time that both were there.
    expect(intervals.length).toBeGreaterThanOrEqual(1 + workerGapsMs.length + serverGapsMs.length);
    expect(amount).toMatchObject({ minorUnits: 2_900 });
    await world.server.stop();
    const proof = await readAttendance(world.server.dataDirectory, cast.visit.id);
    expect(proof.billableSeconds).toBe(billableSeconds);
    expect(Math.floor(proof.togetherMs / 1_000)).toBe(billableSeconds);
    for (const side of Object.values(proof.sides))
      expect(side.every(({ fromAt, toAt }) => fromAt <= toAt)).toBe(true);
  });
});
