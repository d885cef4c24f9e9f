import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { Network } from '../../kit/network/network.ts';
import { bundleScript } from '../browser/bundle.ts';
import { openBrowser, openPage } from '../browser/chromium.ts';
import { ServerProcess } from '../processes/server-process.ts';

const SERVER = fileURLToPath(new URL('../ours/stage-server.ts', import.meta.url));
const PAGE = fileURLToPath(new URL('../ours/call-page.js', import.meta.url));
const Ready = z.object({
  url: z.string(),
  visitId: z.string(),
  tokens: z.object({ patient: z.string(), doctor: z.string() }),
});
const Done = z.object({ done: z.string() });
const Harmed = Done.extend({ at: z.number() });

/** How a link with this round trip is shaped; none where it is 0. */
export async function linkOf(roundTripMs: number): Promise<Network | undefined> {
  const delay = { delayMs: roundTripMs / 2 };
  return roundTripMs > 0 ? await Network.create({ shape: { toClient: delay, toServer: delay } }) : undefined;
}

/** How Bedside runs: one server, the same kept running by the launcher, or several processes. */
export type HowItRuns = 'plain' | 'supervised' | 'together';
export type Harm =
  | 'kill-worker'
  | 'kill-server'
  | 'kill-node'
  | 'freeze-node'
  | 'drain-node'
  | 'kill-signaling';

type Options = { roundTripMs?: number; how?: HowItRuns };
/** Several processes and their servers start one beside the other. */
const startMs = 120_000;

/** Bedside with one visit, and a browser for its two people. */
export class Stage {
  readonly #server: ServerProcess<z.infer<typeof Ready>>;
  readonly #browser: Browser;
  readonly #network: Network | undefined;
  readonly #script: string;

  static async create({ roundTripMs = 0, how = 'plain' }: Options = {}): Promise<Stage> {
    const script = await bundleScript(PAGE);
    const network = await linkOf(roundTripMs);
    const args = [network?.server.address ?? 'localhost', how];
    const server = await ServerProcess.create(SERVER, Ready, { args, network, patienceMs: startMs });
    const browser = await openBrowser(server.ready.url, network);
    return new Stage({ server, browser, network, script });
  }

  private constructor(parts: {
    server: ServerProcess<z.infer<typeof Ready>>;
    browser: Browser;
    network: Network | undefined;
    script: string;
  }) {
    this.#server = parts.server;
    this.#browser = parts.browser;
    this.#network = parts.network;
    this.#script = parts.script;
  }

  /** A page with devices granted and the socket up, one tap before the call. */
  async page(who: 'patient' | 'doctor'): Promise<Page> {
    const { url, visitId, tokens } = this.#server.ready;
    const page = await openPage(this.#browser, `${url}/livez`, this.#script);
    const person = { token: tokens[who], visitId, participantId: randomUUID() };
    await page.evaluate(`prepare(${JSON.stringify(person)})`);
    return page;
  }

  async order(order: 'admit' | 'send-back' | 'mend'): Promise<void> {
    await this.#server.ask({ order }, Done);
  }

  /** Answers when, on the clock of the pages. */
  async harm(order: Harm): Promise<number> {
    return (await this.#server.ask({ order }, Harmed)).at;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.ask({ order: 'close' }, Done).catch(() => undefined);
    await this.#server.close();
    await this.#network?.close();
  }
}

/** Resolves when the page's call is connected and has both of the other's sources, and a moment after. */
export async function untilConnected(
  page: Page,
  phase: 'waiting' | 'in_call',
  calmMs = 1_000,
): Promise<void> {
  const stands = `(({ phase, hears, isConnected }) => phase === '${phase}' && hears && isConnected)(callState())`;
  await page.waitForFunction(stands, undefined, { timeout: 20_000 });
  await pause(calmMs);
}

/** Leaves the call as its button does, and closes the pages. */
export async function leave(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await page.evaluate('leave()');
    await page.context().close();
  }
}
