import type { Cast } from '../world.ts';
import type { TestBrowser } from './browser.ts';
import type { Tab } from './tab.ts';

export type VisitPages = { patient: Tab; doctor: Tab };

/** What a browser says of a server that is away for a moment. */
export const lostServer = [
  /ERR_(CONNECTION_(REFUSED|RESET|CLOSED|TIMED_OUT)|EMPTY_RESPONSE|NETWORK_CHANGED|SOCKET_NOT_CONNECTED)/,
  /WebSocket connection to/,
  /the server responded with a status of 50\d/,
];

/** The patient's own browser, without an account, where the invitation's link leads. */
export async function openPatient(browser: TestBrowser, { nurse, visit }: Cast): Promise<Tab> {
  const params = { visitId: visit.id };
  const { url } = await nurse.api.identity.inviteToVisit({ params, body: {} });
  return browser.privateTab(url);
}

type Prepare = (tab: Tab) => Promise<unknown>;

/** A doctor's own browser, signed in. `prepare`: before its first page. */
export async function openToday(
  browser: TestBrowser,
  { credentials: { email, password } }: Cast['doctor'],
  prepare: Prepare = async () => undefined,
): Promise<Tab> {
  const tab = await browser.privateTab();
  await prepare(tab);
  await browser.open(tab, '/sign-in');
  await tab.named('textbox', 'E-mail').fill(email);
  await tab.named('textbox', 'Password').fill(password);
  await tab.press('Sign in');
  return tab;
}

/** The doctor's own browser, signed in, with the visit chosen in the day's list. */
export async function openDoctor(
  browser: TestBrowser,
  { doctor, patient }: Cast,
  prepare?: Prepare,
): Promise<Tab> {
  const tab = await openToday(browser, doctor, prepare);
  await tab.named('button', new RegExp(patient.name)).first().click();
  return tab;
}

export const seeEachOther = ({ patient, doctor }: VisitPages, cast: Cast, withinMs?: number) =>
  Promise.all([patient.untilSees(cast.doctor.name, withinMs), doctor.untilSees(cast.patient.name, withinMs)]);

/** Both in the call, seeing each other. */
export async function startCall(browser: TestBrowser, cast: Cast): Promise<VisitPages> {
  const [patient, doctor] = await Promise.all([openPatient(browser, cast), openDoctor(browser, cast)]);
  await patient.press('Go to the waiting room');
  await doctor.press('Admit');
  const pages = { patient, doctor };
  await seeEachOther(pages, cast, 20_000);
  return pages;
}

/** The longest time without a new picture, on either side, since a moment. */
export async function longestGapMs({ patient, doctor }: VisitPages, cast: Cast, since: number) {
  const [one, other] = await Promise.all([
    patient.frames(cast.doctor.name, since),
    doctor.frames(cast.patient.name, since),
  ]);
  return Math.round(Math.max(one.longestGapMs, other.longestGapMs));
}

/** Ends the visit on the doctor's page. */
export async function endVisit(doctor: Tab): Promise<void> {
  await doctor.press('Visit menu');
  await doctor.named('menuitem', 'End visit').click();
  await doctor.press('End visit');
}
