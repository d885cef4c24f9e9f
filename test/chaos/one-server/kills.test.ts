import { afterEach, describe, expect, it } from 'vitest';
import { useBrowser } from '../../kit/browser/use-browser.ts';
import { longestGapMs, seeEachOther } from '../../kit/browser/visit-pages.ts';
import { supervised } from '../../kit/server.ts';
import { until } from '../../kit/until.ts';
import { BrowserVisit } from '../browser-visit.ts';
import { readAttendance } from '../check-attendance.ts';

// How long the picture may be away here, on a machine that may be busy with much else: back by itself, not how fast.
// How fast it is, half a second and two, is measured by the bench and held against its budget.
const backWithinMs = 30_000;

describe('a visit whose processes are killed', () => {
  const { world, browser } = useBrowser({ through: supervised });
  let held: BrowserVisit | undefined;
  afterEach(() => held?.close());

  async function killWorker({ world, cast, pages }: BrowserVisit): Promise<number> {
    const worker = await world.workerOf(cast.visit);
    const since = await pages.patient.now();
    process.kill(worker.pid, 'SIGKILL');
    await until(() => worker.isReplaced(), { withinMs: 10_000 });
    await seeEachOther(pages, cast, backWithinMs);
    return longestGapMs(pages, cast, since);
  }

  async function killServer(visit: BrowserVisit): Promise<number> {
    const { world, cast, pages } = visit;
    await visit.beTogether(2_500);
    const since = await pages.patient.now();
    const starts = () => world.server.output.split('The server was ended by').length;
    const before = starts();
    world.server.killServer();
    await until(() => starts() > before, { withinMs: 10_000 });
    await seeEachOther(pages, cast, backWithinMs);
    return longestGapMs(pages, cast, since);
  }

  it('goes on by itself each time; no word is lost, and only the time together is billed', async () => {
    const visit = (held = await BrowserVisit.start(world(), browser()));
    const { cast } = visit;
    const workerGapsMs: number[] = [];
    const serverGapsMs: number[] = [];
    for (let round = 0; round < 3; round++) workerGapsMs.push(await killWorker(visit));
    for (let round = 0; round < 2; round++) serverGapsMs.push(await killServer(visit));
    console.log('without a picture, ms', { workerGapsMs, serverGapsMs });
    expect(Math.max(...workerGapsMs)).toBeLessThan(backWithinMs);
    expect(Math.max(...serverGapsMs)).toBeLessThan(backWithinMs);

    const { billableSeconds, intervals, amount } = await visit.end();
    // The receipt, the visit and the log tell the same; one interval for each time that both were there.
    expect(intervals.length).toBeGreaterThanOrEqual(1 + workerGapsMs.length + serverGapsMs.length);
    expect(amount).toMatchObject({ minorUnits: 2_900 });
    await world().server.stop();
    const proof = await readAttendance(world().server.dataDirectory, cast.visit.id);
    expect(proof.billableSeconds).toBe(billableSeconds);
    expect(Math.floor(proof.togetherMs / 1_000)).toBe(billableSeconds);
    for (const side of Object.values(proof.sides))
      expect(side.every(({ fromAt, toAt }) => fromAt <= toAt)).toBe(true);
  });
});
