import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { tap } from '../browser/chromium.ts';
import type { Bench, Samples } from '../harness/bench.ts';
import { type Harm, type HowItRuns, leave, Stage, untilConnected } from './stage.ts';

type Plan = { what: string; harm: Harm; how: HowItRuns; kills: number; calmMs: number; runs: number };

/** So long the picture is watched after it is back: it has to stay. */
const watchedMs = 600;
/** By then everybody has left a node that drains. */
const drainMs = 6_000;

/** What of the picture is missing when the process that carries a visit is killed, at both of its people. */
function killed({ what, how, kills, calmMs, runs, harm }: Plan): Bench {
  return {
    name: what,
    summary: `Gap in decoded video, at whoever sees the longer one: ${harm}.`,
    runs,
    figures: { gapMs: 'ms', eachGapMs: 'ms' },
    ours: () =>
      onStage(how, async (stage, pages) => {
        const both: number[][] = [];
        while (both.length < kills) {
          const at = await calmThenHarm(stage, pages, { harm, calmMs });
          both.push(await Promise.all(pages.map((page) => gapAfter(page, at))));
          await stage.order('mend');
        }
        return { gapMs: both.map((gaps) => Math.max(...gaps)), eachGapMs: both.flat() };
      }),
  };
}

/** What is missing of picture and control when a signaling node is killed, which carries no media. */
function signalingKilledPlan({ what, how, kills, calmMs, runs, harm }: Plan): Bench {
  return {
    name: what,
    summary: `Until a client is served by another node, and the longest time between two pictures meanwhile: ${harm}.`,
    runs,
    figures: { controlMs: 'ms', pictureGapMs: 'ms' },
    ours: () =>
      onStage(how, async (stage, pages) => {
        const control: number[] = [];
        const gaps: number[] = [];
        for (let round = 0; round < kills; round++) {
          const at = await calmThenHarm(stage, pages, { harm, calmMs });
          const back = await Promise.all(pages.map((page) => numberOf(page, `controlBack(${at})`)));
          control.push(...back.filter((moment) => moment > 0).map((moment) => moment - at));
          await pause(watchedMs);
          gaps.push(...(await Promise.all(pages.map((page) => numberOf(page, `benchLongestGap(${at})`)))));
          await stage.order('mend');
        }
        return { controlMs: control, pictureGapMs: gaps };
      }),
  };
}

/** What is missing of the picture while a visit goes to another node, and as much without anything being done. */
function drained({ what, how, kills, calmMs, runs, harm }: Plan): Bench {
  return {
    name: what,
    summary: `The longest time between two pictures meanwhile, and when nothing is done: ${harm}.`,
    runs,
    figures: { pictureGapMs: 'ms', calmGapMs: 'ms' },
    ours: () =>
      onStage(how, async (stage, pages) => {
        const gaps: number[] = [];
        const calm: number[] = [];
        const longest = async (since: number) => {
          await pause(drainMs);
          return Promise.all(pages.map((page) => numberOf(page, `benchLongestGap(${since})`)));
        };
        for (let round = 0; round < kills; round++) {
          const at = await calmThenHarm(stage, pages, { harm, calmMs });
          gaps.push(...(await longest(at)));
          await stage.order('mend');
          await pause(calmMs);
          calm.push(...(await longest(performance.timeOrigin + performance.now())));
        }
        return { pictureGapMs: gaps, calmGapMs: calm };
      }),
  };
}

async function onStage(
  how: HowItRuns,
  measure: (stage: Stage, pages: Page[]) => Promise<Samples>,
): Promise<Samples> {
  const stage = await Stage.create({ how });
  try {
    const pages = [await stage.page('patient'), await stage.page('doctor')];
    for (const page of pages) await tap(page, 'Join');
    await stage.order('admit');
    const samples = await measure(stage, pages);
    await leave(...pages);
    return samples;
  } finally {
    await stage.close();
  }
}

async function calmThenHarm(
  stage: Stage,
  pages: Page[],
  { harm, calmMs }: Pick<Plan, 'harm' | 'calmMs'>,
): Promise<number> {
  // Somebody who is killed right after a start is another figure: the launcher then waits longer each time.
  await Promise.all(pages.map((page) => untilConnected(page, 'in_call', 0)));
  await pause(calmMs);
  return stage.harm(harm);
}

/** The picture that was gone is another track's when it is back; whatever is missing behind that counts as well. */
async function gapAfter(page: Page, moment: number): Promise<number> {
  const gap = await numberOf(page, `benchGap(${moment})`);
  await pause(watchedMs);
  return Math.max(gap, await numberOf(page, `benchLongestGap(${moment})`));
}

async function numberOf(page: Page, expression: string): Promise<number> {
  const looked = `(() => { const value = ${expression}; return value === undefined ? undefined : { value }; })()`;
  const handle = await page.waitForFunction(looked, undefined, { timeout: 30_000 });
  return z.object({ value: z.number() }).parse(await handle.jsonValue()).value;
}

const alone = { how: 'plain', kills: 12, calmMs: 1_500, runs: 2 } as const;
const together = { how: 'together', kills: 20, calmMs: 3_000, runs: 1 } as const;

export const killedBenches: readonly Bench[] = [
  killed({ ...alone, what: 'worker-killed', harm: 'kill-worker' }),
  // A server that has lived for ten seconds is started again at once.
  killed({
    ...alone,
    what: 'server-killed',
    harm: 'kill-server',
    how: 'supervised',
    calmMs: 10_500,
    runs: 1,
  }),
  killed({ ...together, what: 'worker-killed-together', harm: 'kill-worker' }),
  killed({ ...together, what: 'node-killed', harm: 'kill-node' }),
  killed({ ...together, what: 'node-frozen', harm: 'freeze-node' }),
  drained({ ...together, what: 'node-drained', harm: 'drain-node', kills: 10 }),
  signalingKilledPlan({ ...together, what: 'signaling-killed', harm: 'kill-signaling' }),
];
