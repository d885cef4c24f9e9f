import { describe, it } from 'vitest';
import { openDoctor, seeEachOther, startCall } from '../kit/browser/visit-pages.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

describe('somebody who left a running visit', () => {
  const { world, browser } = useBrowser();

  it('is in it again after a reload, on either side', async () => {
    const cast = await world().visit();
    const pages = await startCall(browser(), cast);
    await pages.doctor.page.reload();
    await seeEachOther(pages, cast);
    await pages.patient.page.reload();
    await seeEachOther(pages, cast);
  });

  it('finds the way back on the first page, after leaving and after closing the tab', async () => {
    const cast = await world().visit();
    const pages = await startCall(browser(), cast);
    await pages.doctor.press('Leave');
    await pages.doctor.press('Return to visit');
    await seeEachOther(pages, cast);
    await pages.patient.press('Leave');
    await pages.patient.named('link', 'Return to visit').or(pages.patient.button('Return to visit')).click();
    await seeEachOther(pages, cast);
    await pages.doctor.page.close();
    const doctor = await openDoctor(browser(), cast);
    await doctor.press('Return to visit');
    await seeEachOther({ ...pages, doctor }, cast);
  });
});
