import { readFileSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import type { Network } from '../../kit/network/network.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];
const OBSERVER = readFileSync(new URL('./page-observer.js', import.meta.url), 'utf8');

/** A browser for the bench; with a network, in the client's namespace. `origin` gets the camera though it is plain HTTP. */
export async function openBrowser(origin: string, network: Network | undefined): Promise<Browser> {
  return await chromium.launch({
    executablePath: network === undefined ? CHROMIUM : network.executable('client', CHROMIUM),
    args: [...FLAGS, `--unsafely-treat-insecure-origin-as-secure=${origin}`],
    timeout: 60_000,
  });
}

/**
 * A page of somebody of their own: no cookies, cache or process shared with another page. `script` runs in it as if the
 * server had sent it.
 */
export async function openPage(browser: Browser, url: string, script?: string): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: script !== undefined });
  const page = await context.newPage();
  await page.addInitScript(OBSERVER);
  await page.goto(url);
  if (script !== undefined) await page.addScriptTag({ content: script });
  return page;
}

/** Clicks the button and tells when the page heard of it, in ms on the clock that every page of this machine shares. */
export async function tap(page: Page, button: string): Promise<number> {
  await page.getByRole('button', { name: button }).click();
  return z
    .number()
    .positive()
    .parse(await page.evaluate('benchTap'));
}

/** When the first remote frame was decoded after the moment; waits for it. */
export async function firstFrameAfter(page: Page, moment: number): Promise<number> {
  const handle = await page.waitForFunction(`benchFrames.find((at) => at >= ${moment})`, undefined, {
    timeout: 20_000,
  });
  return z.number().parse(await handle.jsonValue());
}
