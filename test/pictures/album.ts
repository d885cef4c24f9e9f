import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
] as const;
const modes = ['light', 'dark'] as const;

type Options = {
  /** A page that scrolls is taken whole, unless told: dialogs and calls are what the window shows. */
  isWhole?: boolean;
  /** What brings the state back that a change of the window's size took away. */
  before?: () => Promise<void>;
};

type Places = {
  /** Where all pictures go; what was there before goes, unless it is added to. */
  folder: string;
  /** Where those of the README go. */
  shown: string;
  isAddedTo: boolean;
};

/** Where the pictures go: each state of a screen on a phone and on a desk, in light and dark. */
export class Album {
  readonly #folder: string;
  readonly #shown: string;
  readonly #taken: string[] = [];

  static async create({ folder, shown, isAddedTo }: Places): Promise<Album> {
    if (!isAddedTo) await rm(folder, { recursive: true, force: true });
    await Promise.all([folder, shown].map((one) => mkdir(one, { recursive: true })));
    return new Album({ folder, shown });
  }

  private constructor({ folder, shown }: Omit<Places, 'isAddedTo'>) {
    this.#folder = folder;
    this.#shown = shown;
  }

  get taken(): readonly string[] {
    return this.#taken;
  }

  /** The four pictures of one state. Names are `<who>-<screen>[-<state>]`. */
  async take(name: string, page: Page, { isWhole = true, before }: Options = {}): Promise<void> {
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const colorScheme of modes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await before?.();
        await settle(page);
        const path = join(this.#folder, `${name}-${size.width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: isWhole, animations: 'disabled', caret: 'hide' });
        this.#taken.push(path);
      }
    }
  }

  /** One of the README's pictures. */
  async show(name: string, page: Page, size: { width: number; height: number }): Promise<void> {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
    await settle(page);
    const path = join(this.#shown, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    this.#taken.push(path);
  }
}

/** The styles of this size and mode are applied, the font is there, and two frames were drawn. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  })()`);
}
