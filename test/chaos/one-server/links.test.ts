import { afterEach, describe, expect, it } from 'vitest';
import { TestBrowser } from '../../kit/browser/browser.ts';
import {
  endVisit,
  longestGapMs,
  lostServer,
  seeEachOther,
  startCall,
  type VisitPages,
} from '../../kit/browser/visit-pages.ts';
import { Network } from '../../kit/network/network.ts';
import { WayIn } from '../../kit/network/way-in.ts';
import { whyNoNetwork } from '../../kit/network/why-no-network.ts';
import { until } from '../../kit/until.ts';
import { type Cast, World } from '../../kit/world.ts';
import { readAttendance } from '../check-attendance.ts';

const backWithinMs = 30_000;
const port = '3000';
const bothWays = <S>(shape: S) => ({ toClient: shape, toServer: shape });

describe('a visit over a bad line', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });
  function keep<T extends { close(): Promise<void> }>(thing: T): T {
    closing.push(() => thing.close());
    return thing;
  }

  async function callOverALink(): Promise<{ network: Network; world: World; cast: Cast; pages: VisitPages }> {
    const network = keep(await Network.create());
    const { url } = keep(await WayIn.create(network, Number(port)));
    const site = `http://${network.server.address}:${port}`;
    const through = ['ip', 'netns', 'exec', network.server.namespace];
    const env = { BEDSIDE_PORT: port, BEDSIDE_PUBLIC_URL: site };
    const world = keep(await World.create({ through, url, env }));
    const browser = keep(await TestBrowser.create({ site: () => site, network }));
    const cast = await world.visit();
    const pages = await startCall(browser, cast);
    for (const tab of Object.values(pages)) {
      tab.expectProblems(...lostServer, /Failed to load resource/);
      await tab.press('Chat');
    }
    return { network, world, cast, pages };
  }

  async function say(pages: VisitPages, from: keyof VisitPages, words: string): Promise<void> {
    await pages[from].named('textbox', 'Write a message').fill(words);
    await pages[from].press('Send');
  }
  const isReadOnce = async ({ patient, doctor }: VisitPages, words: string) =>
    (await patient.page.getByText(words).count()) === 1 && (await doctor.page.getByText(words).count()) === 1;

  it('comes back after three seconds without a line, with every word, and goes on over a slow one with loss', async ({
    skip,
  }) => {
    const obstacle = whyNoNetwork();
    if (obstacle !== undefined) skip(obstacle);
    const { network, world, cast, pages } = await callOverALink();

    const cutAt = Date.now();
    await network.shape(bothWays({ isCut: true }));
    await pages.patient.untilReads('Reconnecting');
    await say(pages, 'patient', 'written without a line');
    await pages.patient.untilSeesNoMore(cast.doctor.name);
    await until(() => Date.now() > cutAt + 3_000, { withinMs: 10_000 });
    await network.shape(bothWays({ isCut: false }));
    await seeEachOther(pages, cast, backWithinMs);
    console.log('without a picture, ms', { cut: await longestGapMs(pages, cast, cutAt) });
    await until(() => isReadOnce(pages, 'written without a line'), { withinMs: backWithinMs });

    await network.shape(bothWays({ delayMs: 200, lossRatio: 0.05 }));
    const lossyAt = await pages.patient.now();
    for (const [at, from] of (['patient', 'doctor', 'patient', 'doctor'] as const).entries()) {
      await say(pages, from, `over a lossy line ${at}`);
      await until(() => isReadOnce(pages, `over a lossy line ${at}`), { withinMs: backWithinMs });
    }
    await seeEachOther(pages, cast, backWithinMs);
    console.log('without a picture, ms', { lossy: await longestGapMs(pages, cast, lossyAt) });

    await network.shape(bothWays({ delayMs: 0, lossRatio: 0 }));
    await endVisit(pages.doctor);
    await pages.patient.untilReads('Visit ended');
    await world.server.stop();
    const { billableSeconds, togetherMs } = await readAttendance(world.server.dataDirectory, cast.visit.id);
    expect(billableSeconds).toBe(Math.floor(togetherMs / 1_000));
    expect(togetherMs).toBeGreaterThan(3_000);
  });
});
