import { describe, expect, it } from 'vitest';
import { endVisit, startCall } from '../kit/browser/visit-pages.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

const measured = /^(Good|Fair|Poor|Very poor)$/;

describe('how good a call is', () => {
  const { world, browser } = useBrowser();

  it('is read by both sides of both, and by administrators with who, where and since when', async () => {
    const cast = await world().visit();
    const { patient, doctor } = await startCall(browser(), cast);
    for (const tab of [patient, doctor]) {
      const bars = tab.page.getByTitle('Connection');
      for (const one of [bars.nth(0), bars.nth(1)]) {
        await one.waitFor();
        expect(await one.innerText()).toMatch(/Good|Fair|Poor|Very poor/);
      }
      expect(await bars.count()).toBe(2);
    }

    const { nodeId, pid } = await world().workerOf(cast.visit);
    const admin = await browser().demoTab('admin');
    const row = admin.page.getByRole('row').filter({ hasText: cast.doctor.name });
    await row.getByText(measured).waitFor();
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells).toEqual([
      expect.stringContaining(cast.patient.name),
      expect.stringMatching(/^\d{1,2}:\d\d( [AP]M)? \d+:\d\d$/),
      `${nodeId} worker ${pid}`,
      expect.stringMatching(measured),
    ]);
    await endVisit(doctor);
    await row.waitFor({ state: 'detached' });
  });
});
