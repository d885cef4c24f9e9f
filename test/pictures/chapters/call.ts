import { demoPeople } from '../../../ops/demo/demo-clinic.ts';
import { holdRequest } from '../../kit/browser/hold-request.ts';
import { until } from '../../kit/until.ts';
import type { Tab } from '../../kit/browser/tab.ts';
import { hold } from '../spoil.ts';
import type { Studio } from '../studio.ts';
import { wait } from './waiting.ts';

const [, , , , priya, oluwaseun] = demoPeople.patients;
const doctorName = 'Dr. Hannah Brook';
const still = { isWhole: false };

/** A visit from both sides: let in, talking, sent back, reconnecting, and after. */
export async function call(studio: Studio): Promise<void> {
  const { album } = studio;
  const account = await studio.newPerson('doctor', doctorName, 'General practice');
  const patient = await wait(studio, { patient: priya, doctor: account }, { reason: 'A dry cough' });
  await patient.untilReads('You are next');
  await album.show('patient-waiting', patient.page, { width: 390, height: 844 });
  const next = await wait(
    studio,
    { patient: oluwaseun, doctor: account },
    { reason: 'Results of the blood test', inMinutes: 20 },
  );
  await next.untilReads(/before you/);

  const doctor = await studio.signedIn(account, '/doctor', { look: 'doctor' });
  const admitting = await holdRequest(doctor.page, 'visit:admit');
  await doctor.page.reload();
  await doctor
    .named('button', /Priya Raman/)
    .first()
    .click();
  await doctor.untilReads(/You are connected/);
  await doctor.press('Admit');
  await doctor.untilReads('Letting Priya Raman in');
  await album.take('doctor-call-letting-in', doctor.page, still);
  admitting.release();
  await Promise.all([doctor.untilSees('Priya Raman'), patient.untilSees(doctorName)]);
  await inCall(studio, { doctor, patient });
  await changes(studio, { doctor, patient });
  await after(studio, { doctor, patient });
}

type Both = { doctor: Tab; patient: Tab };

async function inCall({ album }: Studio, { doctor, patient }: Both): Promise<void> {
  const wake = () => patient.page.mouse.move(150, 150 + Math.random() * 50);
  await album.take('patient-call', patient.page, { ...still, before: wake });
  await patient.page.locator('[role=toolbar][data-hidden]').waitFor({ state: 'attached' });
  await album.take('patient-call-hidden', patient.page, still);
  await wake();
  await patient.press('Chat');
  await say(patient, doctor, 'I brought the list of my tablets.');
  await album.take('doctor-call-unread', doctor.page, still);
  await doctor.press('Chat');
  await say(doctor, patient, 'Thank you. Please hold it up to the camera.');
  await album.show('doctor-call', doctor.page, { width: 1280, height: 800 });
  await album.take('patient-call-chat', patient.page, still);
  await album.take('doctor-call-chat', doctor.page, still);
  await patient.press('Close');

  await doctor.press('Notes');
  await doctor.named('textbox', 'Note on the visit').fill('Cough, dry, two weeks. No fever. Chest clear.');
  await doctor.untilReads(/^Saved$/);
  await album.take('doctor-call-notes', doctor.page, still);
  await doctor.press('Patient');
  await doctor.untilReads('Reason');
  await album.take('doctor-call-patient', doctor.page, still);
  await doctor.press('Close');
  await doctor.press('Visit menu');
  await album.take('doctor-call-menu', doctor.page, still);
  await doctor.named('menuitem', 'Invite').click();
  await doctor.press('Make a link');
  await doctor.button('Copy link').waitFor();
  await album.take('doctor-call-invite', doctor.page, still);
  await doctor.page.keyboard.press('Escape');

  await patient.press('Mute');
  await patient.press('Camera off');
  await doctor.untilReads('The camera is off');
  await album.take('doctor-call-camera-off', doctor.page, still);
  await album.take('patient-call-camera-off', patient.page, { ...still, before: wake });
  await patient.press('Unmute');
  await patient.press('Camera on');
  await refuseSharing(doctor);
  await album.take('doctor-call-share-failed', doctor.page, still);
  await doctor.page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  await doctor.press('Share screen');
  await patient.untilSees(`Screen of ${doctorName}`);
  await album.take('patient-call-screen', patient.page, { ...still, before: wake });
  await doctor.press('Stop sharing');
}

/** The computer does not let the browser see the screen, once. */
async function refuseSharing(doctor: Tab): Promise<void> {
  await doctor.page.evaluate(`{
    const { mediaDevices } = navigator;
    mediaDevices.getDisplayMedia = async () => {
      delete mediaDevices.getDisplayMedia;
      throw new DOMException('', 'NotReadableError');
    };
  }`);
  await doctor.press('Share screen');
  await doctor.untilReads(/could not be shared/);
}

async function changes(studio: Studio, { doctor, patient }: Both): Promise<void> {
  const { album, world } = studio;
  await doctor.press('Visit menu');
  await doctor.named('menuitem', 'Send back to waiting room').click();
  await doctor.named('textbox', /should .* know/).fill('Fetching your results, two minutes.');
  await album.take('doctor-call-send-back', doctor.page, still);
  await doctor.press('Send back to waiting room');
  await patient.untilReads(/Fetching your results/);
  await album.take('patient-sent-back', patient.page);
  await album.take('doctor-call-alone', doctor.page, still);
  await doctor.press('Admit');
  await Promise.all([doctor.untilSees('Priya Raman'), patient.untilSees(doctorName)]);

  world.server.killServer();
  await Promise.all([patient, doctor].map((tab) => tab.untilReads('Reconnecting').catch(() => undefined)));
  await album.take('patient-call-reconnecting', patient.page, still);
  await until(() => world.server.output.includes('The server was ended by'));
  await Promise.all([doctor.untilSees('Priya Raman'), patient.untilSees(doctorName)]);
}

async function after({ album }: Studio, { doctor, patient }: Both): Promise<void> {
  await doctor.press('Visit menu');
  await doctor.named('menuitem', 'End visit').click();
  await doctor.untilReads('End the visit?');
  await album.take('doctor-call-end', doctor.page, still);
  await hold(patient.page, '/visits/*/receipt');
  await doctor.press('End visit');
  await patient.untilReads('Visit ended');
  await album.take('patient-after-before', patient.page);
  await doctor.untilReads('What is billed');
  await album.take('doctor-after', doctor.page);
  await doctor.press('Sign note');
  await doctor.untilReads(/It no longer changes/);
  await doctor.page.getByText('How it is worked out').click();
  await album.take('doctor-after-signed', doctor.page);

  await patient.page.unrouteAll();
  await patient.page.reload();
  await patient.untilReads('Paid');
  await patient.page.getByLabel('4 stars').click({ force: true });
  await patient.untilReads(/Thank you\./);
  await album.take('patient-after', patient.page);
  await patient.page.getByText('How is this worked out?').click();
  await album.take('patient-after-how', patient.page);
  await patient.page.goto(new URL('/patient', patient.page.url()).href);
  await patient.untilReads('Earlier visits');
  await album.take('patient-home-earlier', patient.page);
}

async function say(from: Tab, to: Tab, words: string): Promise<void> {
  await from.named('textbox', 'Write a message').fill(words);
  await from.press('Send');
  await from.untilReads(words);
  if (await to.named('textbox', 'Write a message').isVisible()) await to.untilReads(words);
}
