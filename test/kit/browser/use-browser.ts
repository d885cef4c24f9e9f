import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { World } from '../world.ts';
import { TestBrowser } from './browser.ts';

/**
 * A server with the demo's people, and a browser, for the tests of the `describe` around it. After each test every window
 * is closed; what was to be seen when one failed is kept as pictures.
 */
export function useBrowser(options: Parameters<typeof World.create>[0] = {}) {
  let world: World | undefined;
  let browser: TestBrowser | undefined;
  beforeAll(async () => {
    world = await World.create(options);
    browser = await TestBrowser.create({ site: world.site });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await browser?.picture(join(tmpdir(), 'bedside-failed', task.id));
    await browser?.closeAll();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  return { world: () => there(world), browser: () => there(browser) };
}

function there<T>(begun: T | undefined): T {
  if (begun === undefined) throw new Error('The first test has not begun.');
  return begun;
}
