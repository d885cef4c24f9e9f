import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings, show } from '../kit/browser/axe.ts';
import type { Tab } from '../kit/browser/tab.ts';
import { endVisit, openDoctor, openPatient, startCall } from '../kit/browser/visit-pages.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

const looks = [390, 1280].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe('every page', () => {
  const { world, browser } = useBrowser();

  /** The page as it stands, at each width and in each colour scheme: axe finds nothing. */
  async function check(tab: Tab, name: string, ready: string | RegExp | Locator): Promise<void> {
    if (typeof ready === 'string' || ready instanceof RegExp) await tab.untilReads(ready);
    else await ready.waitFor();
    for (const look of looks) {
      await show(tab, look);
      expect(await axeFindings(tab), `${name}, ${look.width} wide, ${look.colorScheme}`).toEqual([]);
    }
    await tab.page.setViewportSize({ width: 1280, height: 800 });
  }
  async function checkAt(tab: Tab, path: string, ready: string | RegExp): Promise<void> {
    await tab.page.goto(`${world().site()}${path}`);
    await check(tab, path, ready);
  }

  it('before sign-in', async () => {
    const tab = await browser().privateTab();
    await checkAt(tab, '/', 'See your care team from home');
    await checkAt(tab, '/demo', 'A demonstration clinic');
    await checkAt(tab, '/sign-in', 'Forgotten your password?');
    await checkAt(tab, '/join', 'This link is not complete');
    await checkAt(tab, '/nothing-here', 'This page is not here');
  });

  async function enter(role: string): Promise<Tab> {
    const tab = await browser().privateTab('/demo');
    await tab.press(`Continue as ${role}`);
    return tab;
  }

  it('of the nurse', async () => {
    const nurse = await enter('nurse');
    await check(nurse, 'board', 'Expected');
    await checkAt(nurse, '/nurse/messages', 'Ines Marchetti');
    await checkAt(nurse, '/admin', 'This page is not for you');
  });

  it('of the administrator', async () => {
    const admin = await enter('admin');
    await check(admin, 'live', 'Visits running');
    await show(admin, { width: 390, colorScheme: 'light' });
    const heights = await admin.page
      .locator('dt')
      .evaluateAll((names) => names.map((one) => one.clientHeight));
    expect(new Set(heights).size, 'the name of a figure breaks on a phone').toBe(1);
    await admin.page.setViewportSize({ width: 1280, height: 800 });
    await checkAt(admin, '/admin/people', 'Aroha Ngata');
    await checkAt(admin, '/admin/audit', /unbroken/i);
    await checkAt(admin, '/admin/settings', 'BEDSIDE_PORT');
  });

  it('of the doctor', async () => {
    const doctor = await enter('doctor');
    await check(doctor, 'today', 'The day');
    await checkAt(doctor, '/doctor/messages', 'Ines Marchetti');
  });

  it('of the patient', async () => {
    const patient = await enter('patient');
    await check(patient, 'home', 'Join visit');
    await checkAt(patient, '/patient/messages', 'Your care team');
    await checkAt(patient, '/patient/test', 'You are ready');
  });

  it('of a visit before it begins', async () => {
    const cast = await world().visit();
    const [patient, doctor] = await Promise.all([openPatient(browser(), cast), openDoctor(browser(), cast)]);
    await check(patient, 'check', 'You are ready');
    await patient.press('Go to the waiting room');
    await check(patient, 'waiting room', 'You are next');
    await check(doctor, 'patient waits', 'Waiting now');
  });

  it('of a visit that runs', async () => {
    const cast = await world().visit();
    const { patient, doctor } = await startCall(browser(), cast);
    await check(patient, 'call', cast.doctor.name);
    await doctor.press('Chat');
    await check(doctor, 'call with chat', doctor.named('textbox', 'Write a message'));
    await doctor.press('Visit menu');
    await check(doctor, 'menu', 'Send back to waiting room');
    await doctor.named('menuitem', 'Send back to waiting room').click();
    await check(doctor, 'sending back', /goes dark/);
    await doctor.press('Send back to waiting room');
    await check(patient, 'sent back', 'Back in the waiting room');
  });

  it('of a visit that is over', async () => {
    const cast = await world().visit();
    const { patient, doctor } = await startCall(browser(), cast);
    await endVisit(doctor);
    await check(patient, 'after', 'How was the call?');
    await check(doctor, 'after, doctor', 'What is billed');
  });
});
