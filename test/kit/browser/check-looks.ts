import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { axeFindings, show } from './axe.ts';
import type { Tab } from './tab.ts';

const looks = [390, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

/** The page as it stands, once it is ready, at each width and in each colour scheme: axe finds nothing. */
export async function checkLooks(tab: Tab, name: string, ready: string | RegExp | Locator): Promise<void> {
  if (typeof ready === 'string' || ready instanceof RegExp) await tab.untilReads(ready);
  else await ready.waitFor();
  for (const look of looks) {
    await show(tab, look);
    expect(await axeFindings(tab), `${name}, ${look.width} wide, ${look.colorScheme}`).toEqual([]);
  }
  await tab.page.setViewportSize({ width: 1280, height: 800 });
}

/** The same of another page of the site that the tab shows. */
export async function checkLooksAt(tab: Tab, path: string, ready: string | RegExp): Promise<void> {
  await tab.page.goto(new URL(path, tab.page.url()).href);
  await checkLooks(tab, path, ready);
}
