import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { Network } from '../kit/network/network.ts';
import { whyNoNetwork } from '../kit/network/why-no-network.ts';
import type { Bench, Samples } from './harness/bench.ts';
import { bundlePage } from './browser/bundle.ts';
import { CAPTURE, ENCODINGS } from './browser/capture.ts';
import { firstFrameAfter, openBrowser, openPage, tap } from './browser/chromium.ts';
import { Listening, urlOf } from './processes/listening.ts';
import { ServerProcess } from './processes/server-process.ts';

const SERVER = fileURLToPath(new URL('./bare/call-server.ts', import.meta.url));
const PAGE = fileURLToPath(new URL('./bare/call-page.js', import.meta.url));
const JOINS = 6;

type Link = { roundTripMs: number };

/** From the second one's tap to a decoded frame of the other, on both sides; the first is in the call already. */
export function coldJoin({ roundTripMs }: Link): Bench {
  const slow = roundTripMs > 0;
  return {
    name: slow ? `cold-join-${roundTripMs}ms` : 'cold-join',
    summary: `Tap to the first decoded remote frame, no transport yet, ${slow ? `${roundTripMs} ms of round trip` : 'loopback'}.`,
    runs: 5,
    figures: { bothMs: 'ms', joinerMs: 'ms', otherMs: 'ms', turnarounds: 'turnarounds' },
    bare: () => bare({ roundTripMs }),
    obstacle: slow ? whyNoNetwork() : undefined,
  };
}

async function bare({ roundTripMs }: Link): Promise<Samples> {
  const delay = { delayMs: roundTripMs / 2 };
  const network =
    roundTripMs > 0 ? await Network.create({ shape: { toClient: delay, toServer: delay } }) : undefined;
  const server = await ServerProcess.create(SERVER, Listening, {
    args: [network?.server.address ?? '127.0.0.1'],
    network,
  });
  const url = urlOf(server.ready);
  await server.tell({ page: await bundlePage(PAGE) });
  const browser = await openBrowser(url, network);
  try {
    // The first call of a browser loads codecs and code that every later one finds; both sides leave it out.
    await joinOnce(browser, url);
    const joins: Awaited<ReturnType<typeof joinOnce>>[] = [];
    while (joins.length < JOINS) joins.push(await joinOnce(browser, url));
    return {
      bothMs: joins.map(({ joinerMs, otherMs }) => Math.max(joinerMs, otherMs)),
      joinerMs: joins.map(({ joinerMs }) => joinerMs),
      otherMs: joins.map(({ otherMs }) => otherMs),
      turnarounds: joins.map(({ turnarounds }) => turnarounds),
    };
  } finally {
    await browser.close();
    await server.close();
    await network?.close();
  }
}

async function joinOnce(browser: Browser, url: string) {
  const [first, second] = [await openPage(browser, url), await openPage(browser, url)];
  for (const page of [first, second]) {
    await page.evaluate(
      `window.capture = ${JSON.stringify(CAPTURE)}; window.encodings = ${JSON.stringify(ENCODINGS)}`,
    );
    await page.evaluate('prepare()');
  }
  await tap(first, 'Join');
  await first.waitForFunction('window.turnarounds > 0');
  const tapped = await tap(second, 'Join');
  const [joinerAt, otherAt] = [await firstFrameAfter(second, tapped), await firstFrameAfter(first, tapped)];
  const turnarounds = z.number().parse(await second.evaluate('turnarounds'));
  await Promise.all([first.context().close(), second.context().close()]);
  return { turnarounds, joinerMs: joinerAt - tapped, otherMs: otherAt - tapped };
}
