import { demoPeople } from '../../../ops/demo/demo-clinic.ts';
import type { Studio } from '../studio.ts';
import { fail, hold } from '../spoil.ts';

const [, tomas] = demoPeople.patients;

/** The front door, the demo, sign-in, and the pages for when something is not there. */
export async function front(studio: Studio): Promise<void> {
  await frontDoor(studio);
  await signIn(studio);
  await studio.clear();
  await join(studio);
  await studio.clear();
  await notThere(studio);
}

async function frontDoor(studio: Studio): Promise<void> {
  const { album } = studio;
  const door = await studio.tab('/');
  await door.named('link', 'Try it').waitFor();
  await album.take('front-door', door.page);

  const demo = await studio.tab('/demo');
  await demo.button('Continue as patient').waitFor();
  await album.take('demo', demo.page);

  const loading = await studio.tab('/');
  await hold(loading.page, '/demo');
  await studio.go(loading, '/demo');
  await loading.page.getByLabel('Loading').waitFor();
  await album.take('demo-loading', loading.page);

  const failed = await studio.tab('/');
  await fail(failed.page, '/demo');
  await studio.go(failed, '/demo');
  await failed.button('Try again').waitFor();
  await album.take('demo-failed', failed.page);
}

async function signIn(studio: Studio): Promise<void> {
  const { album } = studio;
  const tab = await studio.tab('/sign-in');
  await tab.button('Sign in').waitFor();
  await album.take('sign-in', tab.page);
  await tab.press('Forgotten your password?');
  await album.take('sign-in-forgotten', tab.page);
  await tab.press('Sign in');
  await tab.untilReads(/Write your e-mail address/);
  await album.take('sign-in-missing', tab.page);

  const wrong = await studio.tab('/sign-in');
  await wrong.named('textbox', 'E-mail').fill('nobody@example.org');
  await wrong.page.locator('input[type=password]').fill('not the password');
  await wrong.press('Sign in');
  await wrong.untilReads(/is not right/);
  await album.take('sign-in-wrong', wrong.page);
  for (let tries = 0; tries < 20 && !(await wrong.page.getByText(/Too many/).isVisible()); tries += 1) {
    await wrong.page.locator('input[type=password]').fill('not the password');
    const answered = wrong.page.waitForResponse('**/api/v1/sessions');
    await wrong.press('Sign in');
    await answered;
    await wrong.button('Sign in').isEnabled();
  }
  await wrong.untilReads(/Too many wrong tries/);
  await album.take('sign-in-locked', wrong.page);
}

async function join(studio: Studio): Promise<void> {
  const { album, world } = studio;
  const nurse = await world.demo('nurse');
  const doctor = await studio.newPerson('doctor', 'Dr. Mira Falk', 'Dermatology');
  const visit = await studio.book({ patient: tomas, doctor }, 'A rash on the left arm');
  const { url } = await nurse.api.identity.inviteToVisit({ params: { visitId: visit.id }, body: {} });
  const link = new URL(url);
  const path = `${link.pathname}${link.hash}`;

  const opening = await studio.tab('/');
  await hold(opening.page, '/invitations/redeem');
  await studio.go(opening, path);
  await opening.page.getByLabel('Loading').waitFor();
  await album.take('join-opening', opening.page);

  const good = await studio.tab(path);
  await good.untilReads('You are ready');
  await album.take('join-good', good.page);
  await good.page.close();

  const used = await studio.tab(path);
  await used.untilReads('This link has been used');
  await album.take('join-used', used.page);

  const unknown = await studio.tab('/join');
  await unknown.untilReads('This link is not complete');
  await album.take('join-incomplete', unknown.page);

  const expired = await studio.tab('/');
  await fail(expired.page, '/invitations/redeem', { status: 410, code: 'invitation_expired' });
  await studio.go(expired, path);
  await expired.untilReads('This link is no longer valid');
  await album.take('join-expired', expired.page);
}

async function notThere(studio: Studio): Promise<void> {
  const { album } = studio;
  const nowhere = await studio.tab('/nowhere');
  await nowhere.untilReads('This page is not here');
  await album.take('not-found', nowhere.page);

  const patient = await studio.demo('patient');
  await studio.go(patient, '/doctor');
  await patient.untilReads('This page is not for you');
  await album.take('no-permission', patient.page);

  const unreachable = await studio.demo('patient');
  await unreachable.page.route('**/api/v1/sessions/refresh', (route) => route.abort());
  await unreachable.page.reload();
  await unreachable.untilReads('Bedside cannot be reached');
  await album.take('unreachable', unreachable.page);

  const crashed = await studio.demo('patient');
  // An answer that no contract allows: the page that shows it breaks.
  await crashed.page.route('**/api/v1/visits?**', (route) => route.fulfill({ json: { visits: [null] } }));
  await crashed.page.reload();
  await crashed.untilReads('This page stopped working');
  await album.take('crashed', crashed.page);
}
