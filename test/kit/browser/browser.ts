import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core';
import type { Network } from '../network/network.ts';
import { Tab } from './tab.ts';

export const chromiumPath = '/usr/bin/chromium';
// What is off in Playwright's own list, which this one replaces, and the address bar's menu: a page of its own behind
// every window, which takes more than half of what opening one takes.
const switchedOff = [
  ['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'MediaRouter'],
  ['HttpsFirstBalancedModeAutoEnable', 'LensOverlay', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
  ['OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'],
  ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
].flat();
/** For every browser of the tests. */
export const browserFlags = [
  `--disable-features=${switchedOff.join(',')}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Ten pictures a second tell as much as thirty and leave the machine to the other tests.
const fakeDevices = '--use-fake-device-for-media-stream=fps=10';
const deviceFlags = {
  allowed: [fakeDevices, '--use-fake-ui-for-media-stream'],
  refused: [fakeDevices, '--deny-permission-prompts'],
  soundOnly: ['--use-fake-device-for-media-stream=device-count=0', '--use-fake-ui-for-media-stream'],
  missing: ['--use-fake-ui-for-media-stream'],
};
const relayOnly = `window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(options) {
    super({ ...options, iceTransportPolicy: 'relay' });
  }
};`;
const desktop = { width: 1280, height: 800 };

type Options = {
  site: () => string;
  /** Where it runs: in the client's end of this network. */
  network?: Network;
  /** Camera and microphone: there, refused to the page, without a camera, or none. */
  devices?: keyof typeof deviceFlags;
  /** Lets its calls go through TURN servers alone. */
  isRelayOnly?: boolean;
};

/** Somebody's own browser, as private as a private window: nothing is shared with another. */
export type Visitor = { context: BrowserContext; tab(path?: string): Promise<Tab> };

/** Debian's Chromium with a camera that shows a test picture. Closing it fails when a page complained of anything. */
export class TestBrowser {
  readonly #browser: Browser;
  readonly #site: () => string;
  readonly #tabs: Tab[] = [];
  readonly #contexts: BrowserContext[] = [];
  readonly #script: string | undefined;

  static async create({
    site,
    network,
    devices = 'allowed',
    isRelayOnly = false,
  }: Options): Promise<TestBrowser> {
    const browser = await chromium.launch({
      executablePath: network === undefined ? chromiumPath : network.executable('client', chromiumPath),
      args: [
        ...browserFlags,
        ...deviceFlags[devices],
        `--unsafely-treat-insecure-origin-as-secure=${site()}`,
      ],
      timeout: 60_000,
    });
    return new TestBrowser(browser, site, isRelayOnly ? relayOnly : undefined);
  }

  private constructor(browser: Browser, site: () => string, script: string | undefined) {
    this.#browser = browser;
    this.#site = site;
    this.#script = script;
  }

  async visitor(options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await this.#browser.newContext({ viewport: desktop, ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(20_000);
    await context.addInitScript(await readFile(join(import.meta.dirname, 'watch-frames.mjs'), 'utf8'));
    if (this.#script !== undefined) await context.addInitScript(this.#script);
    return {
      context,
      tab: async (path) => {
        const tab = await Tab.create(context);
        this.#tabs.push(tab);
        if (path !== undefined) await this.open(tab, path);
        return tab;
      },
    };
  }

  /** Leads a page to a path of the site, or to an address. */
  async open({ page }: Tab, path: string): Promise<void> {
    await page.goto(path.startsWith('http') ? path : `${this.#site()}${path}`);
  }

  /** A page in a private window of its own. */
  async privateTab(path?: string, options?: BrowserContextOptions): Promise<Tab> {
    return (await this.visitor(options)).tab(path);
  }

  /** The same, of one of the demo's people. */
  async demoTab(role: 'patient' | 'doctor' | 'nurse' | 'admin'): Promise<Tab> {
    const tab = await this.privateTab('/demo');
    await tab.press(`Continue as ${role}`);
    return tab;
  }

  /** Pictures of every page, for whoever looks into a failure. */
  async picture(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const [number, { page }] of this.#tabs.entries())
      if (!page.isClosed()) await page.screenshot({ path: join(folder, `tab-${number}.png`) });
  }

  /** Closes every window, and with it all that is known of its visitor. Throws what the pages complained of. */
  async closeAll(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    const problems = this.#tabs.splice(0).flatMap((tab) => tab.problems);
    if (problems.length > 0) throw new Error(`The pages complained:\n${problems.join('\n')}`);
  }

  /** Ends it. Throws what the pages complained of. */
  async close(): Promise<void> {
    try {
      await this.closeAll();
    } finally {
      await this.#browser.close();
    }
  }
}
