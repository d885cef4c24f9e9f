import { demoPeople } from '../../../ops/demo/demo-clinic.ts';
import { answerSocket, fail, fault, hold, holdSocket } from '../spoil.ts';
import type { Studio } from '../studio.ts';

const [ines] = demoPeople.patients;

/** The patient's start and the messages with the team. */
export async function patient(studio: Studio): Promise<void> {
  await home(studio);
  await messages(studio);
}

async function home(studio: Studio): Promise<void> {
  const { album } = studio;
  const content = await studio.demo('patient');
  await content.button('Join visit').first().waitFor();
  await album.take('patient-home', content.page);
  await content.page.context().setOffline(true);
  await content.untilReads('You are offline.');
  await album.take('patient-home-offline', content.page);

  const nadia = await studio.newPerson('patient', 'Nadia Berg');
  const empty = await studio.signedIn(nadia, '/patient');
  await empty.untilReads('No visit is planned');
  await album.take('patient-home-empty', empty.page);
  await hold(empty.page, '/visits?**');
  await empty.page.reload();
  await empty.page.getByLabel('Loading').waitFor();
  await album.take('patient-home-loading', empty.page);
  await empty.page.unrouteAll();
  await fail(empty.page, '/visits?**');
  await empty.page.reload();
  await empty.button('Try again').waitFor();
  await album.take('patient-home-failed', empty.page);
}

async function messages(studio: Studio): Promise<void> {
  const { album } = studio;
  const content = await studio.signedIn(ines, '/patient/messages');
  await content.untilReads(/list of medicines/);
  await album.take('patient-messages', content.page);
  await content.page.context().setOffline(true);
  await content.untilReads('You are offline.');
  await album.take('patient-messages-offline', content.page);

  const otto = await studio.newPerson('patient', 'Otto Lindgren');
  const empty = await studio.signedIn(otto, '/patient/messages');
  await empty.untilReads(/Nothing has been written yet/);
  await album.take('patient-messages-empty', empty.page);

  const loading = await studio.signedIn(otto, '/patient');
  await holdSocket(loading.page);
  await studio.go(loading, '/patient/messages');
  await loading.page.getByLabel('Loading').waitFor();
  await album.take('patient-messages-loading', loading.page);

  const failed = await studio.signedIn(otto, '/patient');
  await answerSocket(failed.page, { 'conversation:find': fault });
  await studio.go(failed, '/patient/messages');
  await failed.button('Try again').waitFor();
  await album.take('patient-messages-failed', failed.page);
}
