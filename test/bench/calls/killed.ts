import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { tap } from '../browser/chromium.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { leave, Stage, untilConnected } from './stage.ts';

type Plan = { what: 'worker' | 'server'; kills: number; calmMs: number; runs: number };

/** What of the picture is missing when the process that carries a visit is killed, at both of its people. */
function killed({ what, kills, calmMs, runs }: Plan): Bench {
  return {
    name: `${what}-killed`,
    summary: `Gap in decoded video, at whoever sees the longer one, when the ${what} gets SIGKILL.`,
    runs,
    figures: { gapMs: 'ms', eachGapMs: 'ms' },
    ours: async () => {
      const stage = await Stage.create({ isSupervised: what === 'server' });
      try {
        return await killAgainAndAgain(stage, { what, kills, calmMs });
      } finally {
        await stage.close();
      }
    },
  };
}

async function killAgainAndAgain(
  stage: Stage,
  { what, kills, calmMs }: Omit<Plan, 'runs'>,
): Promise<Samples> {
  const pages = [await stage.page('patient'), await stage.page('doctor')];
  for (const page of pages) await tap(page, 'Join');
  await stage.order('admit');
  const both: number[][] = [];
  while (both.length < kills) {
    // Somebody who is killed right after a start is another figure: the launcher then waits longer each time.
    await Promise.all(pages.map((page) => untilConnected(page, 'in_call', 0)));
    await pause(calmMs);
    const at = await stage.kill(what);
    both.push(await Promise.all(pages.map((page) => gapAfter(page, at))));
  }
  await leave(...pages);
  return { gapMs: both.map((gaps) => Math.max(...gaps)), eachGapMs: both.flat() };
}

async function gapAfter(page: Page, moment: number): Promise<number> {
  const handle = await page.waitForFunction(`benchGap(${moment})`, undefined, { timeout: 30_000 });
  return z.number().parse(await handle.jsonValue());
}

export const workerKilled = killed({ what: 'worker', kills: 12, calmMs: 1_500, runs: 2 });
/** A server that has lived for ten seconds is started again at once. */
export const serverKilled = killed({ what: 'server', kills: 12, calmMs: 10_500, runs: 1 });
