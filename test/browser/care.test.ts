import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings } from '../kit/browser/axe.ts';
import { holdRequest } from '../kit/browser/hold-request.ts';
import type { Tab } from '../kit/browser/tab.ts';
import {
  endVisit,
  openDoctor,
  openPatient,
  openToday,
  seeEachOther,
  startCall,
} from '../kit/browser/visit-pages.ts';
import { until } from '../kit/until.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement);

/** The names of what is drawn as the one thing to do. */
const primary = ({ page }: Tab): Promise<string[]> =>
  page.locator('main .mantine-Button-root:is(:not([data-variant]), [data-variant=filled])').allInnerTexts();

describe('those who care', () => {
  const { world, browser } = useBrowser();

  it('read whom they let in, from the tap until the patient is there', async () => {
    const cast = await world().visit();
    const patient = await openPatient(browser(), cast);
    await patient.press('Go to the waiting room');
    let admitting: Awaited<ReturnType<typeof holdRequest>> | undefined;
    const doctor = await openDoctor(browser(), cast, async ({ page }) => {
      admitting = await holdRequest(page, 'visit:admit');
    });
    await doctor.press('Admit');
    await doctor.untilReads(`Letting ${cast.patient.name} in`);
    expect(await doctor.button('Admit').count()).toBe(0);
    admitting?.release();
    await seeEachOther({ patient, doctor }, cast);
    expect(await doctor.page.getByText(`Letting ${cast.patient.name} in`).count()).toBe(0);
  });

  it('send who waits to another doctor, seen by all at once, and take it back', async () => {
    const cast = await world().visit();
    const other = await world().newPerson(cast.admin, 'doctor');
    const patient = await openPatient(browser(), cast);
    await patient.press('Go to the waiting room');
    const doctor = await openDoctor(browser(), cast);
    const otherDoctor = await openToday(browser(), other);
    await doctor.untilReads('Good line');
    await otherDoctor.untilReads('No visits today');

    const nurse = await browser().demoTab('nurse');
    await nurse.named('button', new RegExp(`${cast.patient.name}.*${cast.doctor.name}`)).click();
    await nurse.press('Send to another doctor');
    expect(await nurse.named('radio', new RegExp(cast.doctor.name)).count()).toBe(0);
    await nurse.named('radio', new RegExp(other.name)).check();
    expect(await axeFindings(nurse)).toEqual([]);
    await nurse.press(`Send to ${other.name}`);
    await patient.untilReads(`${other.name} will see you`);
    await doctor.untilReads(`${cast.patient.name} now waits for ${other.name}`);
    await otherDoctor.named('button', new RegExp(cast.patient.name)).waitFor();
    await otherDoctor.untilReads(`Sent from ${cast.doctor.name}`);

    await nurse.press('Undo');
    await patient.named('heading', cast.doctor.name).waitFor();
    await doctor.named('button', new RegExp(cast.patient.name)).waitFor();
    await otherDoctor.untilReads('No visits today');
    expect(await patient.page.getByText(`${other.name} will see you`).count()).toBe(0);
    expect(await axeFindings(nurse)).toEqual([]);
    await until(() => isFocused(nurse.button('Send to another doctor')));
  });

  it('read why a screen is not shared, and go on', async () => {
    const cast = await world().visit();
    const { doctor } = await startCall(browser(), cast);
    await doctor.page.evaluate(`navigator.mediaDevices.getDisplayMedia = async () => {
      throw new DOMException('Permission denied by system', 'NotAllowedError');
    }`);
    await doctor.press('Share screen');
    await doctor.untilReads(/could not be shared; nobody sees it/);
    await doctor.page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
    expect(await doctor.page.getByRole('alert').count()).toBe(0);
    // Who only closed the browser's question reads nothing.
    await doctor.page.evaluate(`navigator.mediaDevices.getDisplayMedia = async () => {
      window.wasAsked = true;
      throw new DOMException('Permission denied', 'NotAllowedError');
    }`);
    await doctor.press('Share screen');
    await doctor.page.waitForFunction('window.wasAsked === true');
    expect(await doctor.page.getByRole('alert').count()).toBe(0);
  });

  it('have one thing to do after the call: sign, then go on', async () => {
    const cast = await world().visit();
    const { doctor } = await startCall(browser(), cast);
    await endVisit(doctor);
    await doctor.named('textbox', 'Note on the visit').fill('Rest and fluids.');
    await doctor.untilReads(/^Saved$/);
    expect(await primary(doctor)).toEqual(['Sign note']);
    await doctor.press('Sign note');
    await doctor.untilReads(/It no longer changes/);
    await doctor.named('heading', 'Note on the visit').waitFor();
    expect(await primary(doctor)).toEqual(['Go to today']);
  });
});
