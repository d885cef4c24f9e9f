import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { bundlePage } from '../browser/bundle.ts';
import { CAPTURE, CODEC_OPTIONS, ENCODINGS } from '../browser/capture.ts';
import { openBrowser, openPage, tap } from '../browser/chromium.ts';
import { Listening, urlOf } from '../processes/listening.ts';
import { ServerProcess } from '../processes/server-process.ts';
import { type Joined, JOINS, bothFrames, samplesOf } from './joined.ts';
import { linkOf } from './stage.ts';
import type { Samples } from '../harness/bench.ts';

const SERVER = fileURLToPath(new URL('../bare/call-server.ts', import.meta.url));
const PAGE = fileURLToPath(new URL('../bare/call-page.js', import.meta.url));
const SETTINGS = [
  `window.capture = ${JSON.stringify(CAPTURE)}`,
  `window.encodings = ${JSON.stringify(ENCODINGS)}`,
  `window.codecOptions = ${JSON.stringify(CODEC_OPTIONS)}`,
].join('; ');

/** Two pages of plain mediasoup, one step after the other: what every join and admission of ours is held against. */
export async function bareJoins(roundTripMs: number): Promise<Samples> {
  const network = await linkOf(roundTripMs);
  const args = [network?.server.address ?? '127.0.0.1'];
  const server = await ServerProcess.create(SERVER, Listening, { args, network });
  const url = urlOf(server.ready);
  await server.tell({ page: await bundlePage(PAGE) });
  const browser = await openBrowser(url, network);
  try {
    // The first call of a browser loads codecs and code that every later one finds; both sides leave it out.
    await joinOnce(browser, url);
    const joins: Joined[] = [];
    while (joins.length < JOINS) joins.push(await joinOnce(browser, url));
    return samplesOf(joins);
  } finally {
    await browser.close();
    await server.close();
    await network?.close();
  }
}

async function joinOnce(browser: Browser, url: string): Promise<Joined> {
  const [first, second] = [await openPage(browser, url), await openPage(browser, url)];
  for (const page of [first, second]) {
    await page.evaluate(SETTINGS);
    await page.evaluate('prepare()');
  }
  await tap(first, 'Join');
  await first.waitForFunction('window.turnarounds > 0');
  const tapped = await tap(second, 'Join');
  const times = await bothFrames({ joiner: second, other: first }, tapped);
  const turnarounds = z.number().parse(await second.evaluate('turnarounds'));
  await Promise.all([first.context().close(), second.context().close()]);
  return { turnarounds, ...times };
}
