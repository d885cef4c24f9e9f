import type { Page } from 'playwright-core';
import { endVisit } from '../../kit/browser/visit-pages.ts';
import type { Tab } from '../../kit/browser/tab.ts';
import { fail } from '../spoil.ts';
import type { Studio } from '../studio.ts';

const still = { isWhole: false };
type Both = { doctor: Tab; patient: Tab };

/** Both ends in one browser, the same page in two windows, and the pages after that visit when something is wrong. */
export async function windows(studio: Studio): Promise<void> {
  const both = await oneBrowser(studio);
  const second = await elsewhere(studio, both);
  await endVisit(both.doctor);
  await conflict(studio, both.doctor, second);
  await afterSpoilt(studio, both);
}

async function oneBrowser(studio: Studio): Promise<Both> {
  const { album } = studio;
  const visitor = await studio.visitor();
  const patient = await visitor.tab('/demo');
  await patient.press('Continue as patient');
  await patient
    .named('button', /Join visit|Return to visit/)
    .first()
    .click();
  await patient.press('Go to the waiting room');
  await patient.untilReads(/You are next/);
  const doctor = await visitor.tab('/demo');
  await doctor.press('Continue as doctor');
  await doctor
    .named('button', /Ines Marchetti/)
    .first()
    .click();
  await doctor.press('Admit');
  for (const [tab, name] of [
    [patient, 'patient'],
    [doctor, 'doctor'],
  ] as const) {
    await tab.page.bringToFront();
    await tab.untilReads(/would howl/);
    await album.take(`${name}-call-other-end`, tab.page, still);
  }
  return { patient, doctor };
}

/** The same place in the call, taken from a second window. Answers the doctor's. */
async function elsewhere({ album }: Studio, { patient, doctor }: Both): Promise<Page> {
  await duplicate(patient);
  await patient.untilReads(/in another window/);
  await album.take('patient-call-elsewhere', patient.page);
  await patient.page.close();
  const second = await duplicate(doctor);
  await doctor.untilReads(/in another window/);
  await album.take('doctor-call-elsewhere', doctor.page, still);
  await doctor.press('Go on here');
  await doctor.button('Visit menu').waitFor();
  return second;
}

/** As the browser's own "Duplicate tab". */
async function duplicate({ page }: Tab): Promise<Page> {
  const opened = page.context().waitForEvent('page');
  await page.evaluate('void window.open(location.href)');
  return opened;
}

async function conflict({ album }: Studio, doctor: Tab, second: Page): Promise<void> {
  await second.bringToFront();
  await second
    .getByRole('textbox', { name: 'Note on the visit' })
    .fill('Cough since two weeks, chest clear.');
  await second.getByText('Saved', { exact: true }).waitFor();
  await doctor.page.bringToFront();
  await doctor.named('textbox', 'Note on the visit').fill('Dry cough, worse at night. Tea, rest.');
  await doctor.untilReads('This note was changed in another window');
  await album.take('doctor-after-conflict', doctor.page);
}

async function afterSpoilt(studio: Studio, { doctor }: Both): Promise<void> {
  const { album } = studio;
  const patient = await studio.demo('patient');
  await patient.page.goto(doctor.page.url().replace('/doctor/visit/', '/patient/visits/'));
  await patient.untilReads('Visit ended');
  for (const [tab, name] of [
    [doctor, 'doctor'],
    [patient, 'patient'],
  ] as const) {
    await tab.page.bringToFront();
    await fail(tab.page, '/visits/*/receipt');
    await fail(tab.page, '/visits/*/note');
    await tab.page.reload();
    await tab.button('Try again').first().waitFor();
    await album.take(`${name}-after-failed`, tab.page);
    await tab.page.unrouteAll();
    await tab.page.reload();
    await tab.untilReads(/How (it is|is this) worked out/);
    await tab.page.context().setOffline(true);
    await tab.untilReads('You are offline.');
    await album.take(`${name}-after-offline`, tab.page);
    await tab.page.context().setOffline(false);
  }
}
