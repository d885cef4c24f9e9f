import { describe, expect, it } from 'vitest';
import type { Tab } from '../kit/browser/tab.ts';
import { until } from '../kit/until.ts';
import { demoPeople } from '../../ops/demo/demo-clinic.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

const cast = { patient: demoPeople.patients[0], doctor: demoPeople.doctors[0] };
const why = /other person is in this browser too.*would howl/;

describe('a newcomer who tries a visit in two tabs of one browser', () => {
  const { browser } = useBrowser();

  const enter = async (tab: Tab, role: string): Promise<Tab> => {
    await tab.press(`Continue as ${role}`);
    return tab;
  };

  it('is two people at once, without a howl: the sound is off, says why, and can be turned on', async () => {
    const visitor = await browser().visitor();
    const patient = await enter(await visitor.tab('/demo'), 'patient');
    await patient.named('link', 'Join visit').or(patient.button('Join visit')).first().click();
    await patient.press('Go to the waiting room');
    const doctor = await enter(await visitor.tab('/demo'), 'doctor');
    await doctor.named('button', new RegExp(cast.patient.name)).first().click();
    await doctor.press('Admit');
    await patient.page.bringToFront();
    await patient.untilSees(cast.doctor.name);
    await doctor.page.bringToFront();
    await doctor.untilSees(cast.patient.name);

    for (const tab of [patient, doctor]) {
      await tab.untilReads(why);
      expect(await tab.heard()).toBe(0);
    }
    await patient.press('Turn sound on');
    await until(async () => (await patient.heard()) === 1);
    expect(await doctor.heard()).toBe(0);
    expect(await patient.page.getByText(why).count()).toBe(0);

    // A reload of one tab keeps who it was, and the other stays as it is.
    await patient.page.reload();
    await patient.page.bringToFront();
    await patient.untilSees(cast.doctor.name);
    await doctor.page.bringToFront();
    await doctor.untilSees(cast.patient.name);
  });
});
