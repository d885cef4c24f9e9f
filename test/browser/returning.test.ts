import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { TestBrowser } from '../kit/browser/browser.ts';
import { openDoctor, seeEachOther, startCall } from '../kit/browser/visit-pages.ts';
import { World } from '../kit/world.ts';

describe('somebody who left a running visit', () => {
  let world: World;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await World.create();
    browser = await TestBrowser.create({ site: world.site });
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
  afterEach(() => browser.closeAll());

  it('is in it again after a reload, on either side', async () => {
    const cast = await world.visit();
    const pages = await startCall(browser, cast);
    await pages.doctor.page.reload();
    await seeEachOther(pages, cast);
    await pages.patient.page.reload();
    await seeEachOther(pages, cast);
  });

  it('finds the way back on the first page, after leaving and after closing the tab', async () => {
    const cast = await world.visit();
    const pages = await startCall(browser, cast);
    await pages.doctor.press('Leave');
    await pages.doctor.press('Return to visit');
    await seeEachOther(pages, cast);
    await pages.patient.press('Leave');
    await pages.patient.named('link', 'Return to visit').or(pages.patient.button('Return to visit')).click();
    await seeEachOther(pages, cast);
    await pages.doctor.page.close();
    const doctor = await openDoctor(browser, cast);
    await doctor.press('Return to visit');
    await seeEachOther({ ...pages, doctor }, cast);
  });
});
