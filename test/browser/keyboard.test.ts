import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { Tab } from '../kit/browser/tab.ts';
import { openDoctor, openPatient } from '../kit/browser/visit-pages.ts';
import { until } from '../kit/until.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

// On what has the focus, or on what is drawn of it.
const isFocusSeen = `[document.activeElement, ...document.activeElement.querySelectorAll('*')].some((one) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
})`;

describe('every page by keyboard alone', () => {
  const { world, browser } = useBrowser();

  /** By the Tab key alone, and seen to be there. */
  async function press(tab: Tab, name: string | RegExp, key = 'Enter'): Promise<void> {
    const button = tab.named('button', name);
    await button.waitFor();
    await tab.tabTo(button);
    expect(await tab.page.evaluate(isFocusSeen), String(name)).toBe(true);
    await tab.page.keyboard.press(key);
  }
  const isFocused = (target: Locator): Promise<boolean> =>
    target.evaluate((element) => element === element.ownerDocument.activeElement);
  const untilFocused = (target: Locator) => until(() => isFocused(target), { why: String(target) });

  it('is reached and used: from the link into the call and out of it', async () => {
    const cast = await world().visit();
    const [patient, doctor] = await Promise.all([openPatient(browser(), cast), openDoctor(browser(), cast)]);
    await patient.untilReads('You are ready');
    await press(patient, 'Go to the waiting room');
    await doctor.untilReads('Admit');
    await press(doctor, 'Admit');
    await Promise.all([patient.untilSees(cast.doctor.name), doctor.untilSees(cast.patient.name)]);
    await press(patient, 'Mute', 'Space');
    await doctor.untilReads('Microphone off');
    await press(patient, 'Chat');
    await patient.tabTo(patient.named('textbox', 'Write a message'));
    await patient.page.keyboard.type('Written without a mouse');
    await patient.page.keyboard.press('Enter');
    await patient.untilReads('Written without a mouse');
    await press(patient, 'Leave');
    await patient.untilReads('Return to visit');
  });

  it('keeps the focus where the administrator works', async () => {
    const { doctor } = await world().visit();
    const admin = await browser().demoTab('admin');
    await admin.untilReads('Visits running');
    await admin.tabTo(admin.named('button', /^What "Failures/));
    await admin.named('tooltip', /never got connected/).waitFor();
    await admin.tabTo(admin.named('link', 'People'));
    await admin.page.keyboard.press('Enter');
    await untilFocused(admin.named('heading', 'People'));

    await press(admin, 'Add a person');
    await untilFocused(admin.named('textbox', 'Name'));
    await admin.tabTo(admin.named('button', 'Show password'));
    await admin.page.keyboard.press('Escape');
    await untilFocused(admin.button('Add a person'));

    const change = `Change ${doctor.name}`;
    await press(admin, change);
    await press(admin, 'Sign out everywhere', 'Space');
    await admin.untilReads(/session(s)? closed/);
    await untilFocused(admin.button('Sign out everywhere'));
    await press(admin, 'Disable account');
    await untilFocused(admin.button('Enable account'));
    await admin.page.keyboard.press('Escape');
    await untilFocused(admin.button(change));

    await browser().open(admin, '/admin/audit');
    await admin.untilReads(/unbroken/i);
    const who = admin.named('combobox', 'Who');
    await admin.tabTo(who);
    await admin.page.keyboard.press('ArrowDown');
    await press(admin, 'Show all');
    await untilFocused(who);
  });

  it('keeps the focus where the nurse works', async () => {
    const cast = await world().visit();
    const patient = await openPatient(browser(), cast);
    await patient.press('Go to the waiting room');
    const nurse = await browser().demoTab('nurse');
    const card = nurse.named('button', new RegExp(cast.doctor.name));
    await card.waitFor();
    await nurse.tabTo(nurse.page.locator('[data-visit][tabindex="0"]'));
    for (const key of [
      'ArrowRight',
      ...Array<string>(9).fill('ArrowUp'),
      ...Array<string>(9).fill('ArrowDown'),
    ])
      if (!(await isFocused(card))) await nurse.page.keyboard.press(key);
    expect(await isFocused(card)).toBe(true);
    await nurse.page.keyboard.press('Enter');

    // Escape closes what lies uppermost, and leads back to what had opened it.
    await press(nurse, 'Send to another doctor');
    await nurse.tabTo(nurse.page.getByRole('radio').first());
    await nurse.page.keyboard.press('ArrowDown');
    await nurse.page.keyboard.press('Escape');
    await untilFocused(nurse.button('Send to another doctor'));
    await press(nurse, 'Invite');
    await press(nurse, 'Make a link');
    await untilFocused(nurse.named('textbox', 'Link'));
    await nurse.page.keyboard.press('Escape');
    await untilFocused(nurse.button('Invite'));

    await press(nurse, 'Ask to check microphone', 'Space');
    await untilFocused(nurse.button('Asked in the chat'));
    await patient.untilReads(/check that your microphone is on/);
    await press(nurse, 'Admit');
    await untilFocused(nurse.button('Join'));
    await nurse.page.keyboard.press('Escape');
    // It stands in another column now.
    await untilFocused(
      nurse.page.locator('[data-column=withDoctor]').getByRole('button', { name: cast.doctor.name }),
    );
  });
});
