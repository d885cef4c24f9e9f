import { describe, expect, it } from 'vitest';
import { show } from '../kit/browser/axe.ts';
import { checkLooks, checkLooksAt } from '../kit/browser/check-looks.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

describe('every page', () => {
  const { browser } = useBrowser();

  it('before sign-in', async () => {
    const tab = await browser().privateTab('/');
    await checkLooks(tab, '/', 'See your care team from home');
    await checkLooksAt(tab, '/demo', 'A demonstration clinic');
    await checkLooksAt(tab, '/sign-in', 'Forgotten your password?');
    await checkLooksAt(tab, '/join', 'This link is not complete');
    await checkLooksAt(tab, '/nothing-here', 'This page is not here');
  });

  it('of the nurse', async () => {
    const nurse = await browser().demoTab('nurse');
    await checkLooks(nurse, 'board', 'Expected');
    await checkLooksAt(nurse, '/nurse/messages', 'Ines Marchetti');
    await checkLooksAt(nurse, '/admin', 'This page is not for you');
  });

  it('of the administrator', async () => {
    const admin = await browser().demoTab('admin');
    await checkLooks(admin, 'live', 'Visits running');
    await show(admin, { width: 390, colorScheme: 'light' });
    const heights = await admin.page
      .locator('dt')
      .evaluateAll((names) => names.map((one) => one.clientHeight));
    expect(new Set(heights).size, 'the name of a figure breaks on a phone').toBe(1);
    await admin.page.setViewportSize({ width: 1280, height: 800 });
    await checkLooksAt(admin, '/admin/people', 'Aroha Ngata');
    await checkLooksAt(admin, '/admin/audit', /unbroken/i);
    await checkLooksAt(admin, '/admin/settings', 'BEDSIDE_PORT');
  });

  it('of the doctor', async () => {
    const doctor = await browser().demoTab('doctor');
    await checkLooks(doctor, 'today', 'The day');
    await checkLooksAt(doctor, '/doctor/messages', 'Ines Marchetti');
  });

  it('of the patient', async () => {
    const patient = await browser().demoTab('patient');
    await checkLooks(patient, 'home', 'Join visit');
    await checkLooksAt(patient, '/patient/messages', 'Your care team');
    await checkLooksAt(patient, '/patient/test', 'You are ready');
  });
});
