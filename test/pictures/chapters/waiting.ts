import { demoPeople } from '../../../ops/demo/demo-clinic.ts';
import type { Tab } from '../../kit/browser/tab.ts';
import type { Account, Studio } from '../studio.ts';

const [, , aroha, wilhelm] = demoPeople.patients;

/** The waiting room of two patients of one doctor. */
export async function waiting(studio: Studio): Promise<void> {
  const { album } = studio;
  const doctor = await studio.newPerson('doctor', 'Dr. Elena Petrova', 'Cardiology');
  const first = await wait(studio, { patient: aroha, doctor }, { reason: 'Palpitations on the stairs' });
  await first.untilReads('You are next');
  await first.named('textbox', 'Write a message').fill('Good morning, I am here. May my husband listen in?');
  await first.press('Send');
  await first.untilReads('Good morning, I am here.');
  await album.take('patient-waiting-next', first.page);

  const second = await wait(
    studio,
    { patient: wilhelm, doctor },
    { reason: 'Dizzy in the morning', inMinutes: 20 },
  );
  await second.untilReads(/before you/);
  await album.take('patient-waiting-second', second.page);

  await first.page.context().setOffline(true);
  await first.untilReads('You are offline.');
  await album.take('patient-waiting-offline', first.page);
}

/** Books a visit and goes as far as the waiting room. */
export async function wait(
  studio: Studio,
  people: { patient: Account; doctor: Account },
  { reason, inMinutes = 0 }: { reason: string; inMinutes?: number },
): Promise<Tab> {
  const { patient } = people;
  const visit = await studio.book(people, reason, inMinutes);
  const tab = await studio.signedIn(patient, `/patient/visits/${visit.id}`);
  await tab.press('Go to the waiting room');
  return tab;
}
