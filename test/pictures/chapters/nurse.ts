import type { Tab } from '../../kit/browser/tab.ts';
import { demoPeople } from '../../../ops/demo/demo-clinic.ts';
import { answerSocket, fault, holdSocket } from '../spoil.ts';
import type { Studio } from '../studio.ts';
import { wait } from './waiting.ts';

const [, tomas] = demoPeople.patients;
const still = { isWhole: false };

/** The nurse's board and what opens from it. */
export async function nurse(studio: Studio): Promise<void> {
  const { album } = studio;
  const patient = await studio.demo('patient');
  await patient
    .named('button', /Join visit|Return to visit/)
    .first()
    .click();
  await patient.press('Go to the waiting room');
  await patient.untilReads(/You are next/);

  const tab = await studio.demo('nurse');
  await tab
    .named('button', /Ines Marchetti/)
    .first()
    .waitFor();
  await album.take('nurse-board', tab.page);
  await tab
    .named('button', /Ines Marchetti/)
    .first()
    .click();
  await tab.button('Ask to check microphone').waitFor();
  await album.take('nurse-board-card', tab.page, { isWhole: false });
  await studio.go(tab, '/nurse');
  await tab.press('Book a visit');
  await tab.button('Book').waitFor();
  await album.take('nurse-board-book', tab.page, { isWhole: false });
  await tab.press('Book');
  await tab.untilReads('Choose a patient.');
  await album.take('nurse-board-book-missing', tab.page, { isWhole: false });
  await studio.go(tab, '/nurse');
  await tab.named('searchbox', 'Patient').fill('Xaver');
  await tab.untilReads('No visit matches the filter.');
  await album.take('nurse-board-filtered', tab.page);
  await studio.go(tab, '/nurse/messages');
  await tab
    .named('link', /Ines Marchetti/)
    .first()
    .click();
  await tab.named('textbox', 'Write a message').waitFor();
  await album.take('nurse-messages-thread', tab.page);
  await tab.page.context().setOffline(true);
  await studio.album.take('nurse-messages-offline', tab.page);
  await studio.clear();
  await handOver(studio);
  await studio.clear();
  await otherStates(studio);
}

/** A patient who waits is sent to another doctor and back; then the nurse joins and lets them in. */
async function handOver(studio: Studio): Promise<void> {
  const { album } = studio;
  const account = await studio.newPerson('doctor', 'Dr. Clara Weiss', 'Rheumatology');
  const patient = await wait(studio, { patient: tomas, doctor: account }, { reason: 'Stiff hands' });
  await patient.untilReads('You are next');
  const nurse = await studio.demo('nurse');
  await nurse.named('button', /Tomas Lindqvist.*Clara Weiss/).click();
  await nurse.press('Send to another doctor');
  await nurse.named('radio', /Jonas Keller/).check();
  await album.take('nurse-board-hand-over', nurse.page, still);
  await nurse.press('Send to Dr. Jonas Keller');
  await nurse.button('Undo').waitFor();
  await album.take('nurse-board-handed-over', nurse.page, still);
  await patient.untilReads('Dr. Jonas Keller will see you');
  await album.take('patient-waiting-handed-over', patient.page);
  await nurse.press('Undo');
  await nurse.press('Join');
  await nurse.untilReads('Tomas Lindqvist is in the waiting room');
  await album.take('nurse-call-alone', nurse.page, still);
  await nurse.press('Admit');
  await nurse.untilSees('Tomas Lindqvist');
  await album.take('nurse-call', nurse.page, still);
}

async function otherStates(studio: Studio): Promise<void> {
  const { album } = studio;
  const empty = await reopened(studio, (tab) =>
    answerSocket(tab.page, { 'board:watch': { ok: true, data: { visits: [] } } }),
  );
  await empty.untilReads('No visits today');
  await album.take('nurse-board-empty', empty.page);

  const loading = await reopened(studio, (tab) => holdSocket(tab.page));
  await loading.page.getByLabel('Loading').waitFor();
  await album.take('nurse-board-loading', loading.page);

  const failed = await reopened(studio, (tab) => answerSocket(tab.page, { 'board:watch': fault }));
  await failed.button('Try again').waitFor();
  await album.take('nurse-board-failed', failed.page);

  const offline = await studio.demo('nurse');
  await offline
    .named('button', /Ines Marchetti/)
    .first()
    .waitFor();
  await offline.page.context().setOffline(true);
  await offline.untilReads('You are offline.');
  await album.take('nurse-board-offline', offline.page);
}

/** The board, opened anew after something was spoilt. */
async function reopened(studio: Studio, spoil: (tab: Tab) => Promise<void>): Promise<Tab> {
  const tab = await studio.demo('nurse');
  await spoil(tab);
  await tab.page.reload();
  return tab;
}
