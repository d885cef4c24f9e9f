import { describe, expect, it } from 'vitest';
import { VisitId } from '#contracts/ids.ts';
import { demoPeople } from '../../ops/demo/demo-clinic.ts';
import type { Tab } from '../kit/browser/tab.ts';
import { endVisit, lostServer } from '../kit/browser/visit-pages.ts';
import { supervised } from '../kit/server.ts';
import { until } from '../kit/until.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';

const [{ name: patientName }] = demoPeople.patients;
const [{ name: doctorName }] = demoPeople.doctors;
const you = 'You';
describe('a visit in two browsers', () => {
  const { world, browser } = useBrowser({ through: supervised });

  const seeEachOther = (patient: Tab, doctor: Tab, withinMs?: number) =>
    Promise.all([patient.untilSees(doctorName, withinMs), doctor.untilSees(patientName, withinMs)]);

  /** The doctor's page at the visit of the day's first patient. */
  async function openDoctor(): Promise<Tab> {
    const doctor = await browser().demoTab('doctor');
    await doctor.named('button', new RegExp(patientName)).first().click();
    return doctor;
  }

  async function invite(doctor: Tab): Promise<string> {
    await doctor.press('Invite');
    await doctor.press('Make a link');
    const link = await doctor.named('textbox', 'Link').inputValue();
    await doctor.page.keyboard.press('Escape');
    return link;
  }

  async function say(from: Tab, to: Tab, words: string): Promise<void> {
    await from.named('textbox', 'Write a message').fill(words);
    await from.press('Send');
    await to.untilReads(words);
  }

  /** Says, once the next track is seen, whether the last picture of this one stood until then. */
  async function watchPicture(tab: Tab, label: string): Promise<() => Promise<boolean>> {
    const before = await tab.newestFrame(label);
    return async () => {
      await until(async () => (await tab.newestFrame(label)).track !== before.track);
      return (await tab.newestFrame(label)).blank === before.blank;
    };
  }

  it('goes from an invitation link to a receipt, whatever is killed meanwhile', async () => {
    const doctor = await openDoctor();
    const visit = { id: VisitId.parse(new URL(doctor.page.url()).searchParams.get('visit')) };
    const patient = await browser().privateTab(await invite(doctor));

    // The check starts by itself; then the waiting room, with no second question.
    await patient.untilReads('You are ready');
    await patient.untilSees(you);
    await patient.press('Go to the waiting room');
    await patient.untilReads('You are next');
    await say(patient, doctor, 'Good morning, I am here');
    await say(doctor, patient, 'Good morning, one moment');

    await doctor.press('Admit');
    await seeEachOther(patient, doctor);
    await Promise.all([patient.untilSees(you), doctor.untilSees(you)]);
    await doctor.named('timer', 'Length of the call').waitFor();

    for (const [from, to, words] of [
      [patient, doctor, 'Can you hear me?'],
      [doctor, patient, 'Loud and clear'],
    ] as const) {
      for (const tab of [from, to])
        if ((await tab.button('Chat').getAttribute('aria-expanded')) !== 'true') await tab.press('Chat');
      await say(from, to, words);
    }

    await patient.press('Mute');
    await doctor.untilReads('Microphone off');
    await patient.press('Unmute');
    await patient.press('Camera off');
    await doctor.untilReads('The camera is off');
    await doctor.untilSeesNoMore(patientName);
    await patient.press('Camera on');
    await doctor.untilSees(patientName);

    await doctor.press('Visit menu');
    await doctor.named('menuitem', 'Send back to waiting room').click();
    await doctor.named('textbox', /should .* know/).fill('Fetching your results');
    await doctor.press('Send back to waiting room');
    await patient.untilReads(/Fetching your results/);
    await doctor.untilSeesNoMore(patientName);
    await doctor.press('Admit');
    await seeEachOther(patient, doctor);

    await doctor.press('Share screen');
    await patient.untilSees(`Screen of ${doctorName}`);
    await doctor.press('Stop sharing');
    await patient.untilSeesNoMore(`Screen of ${doctorName}`);
    await seeEachOther(patient, doctor);

    const isKept = await Promise.all([watchPicture(patient, doctorName), watchPicture(doctor, patientName)]);
    process.kill((await world().workerOf(visit)).pid, 'SIGKILL');
    await seeEachOther(patient, doctor);
    for (const one of isKept) expect(await one()).toBe(true);

    for (const tab of [patient, doctor]) tab.expectProblems(...lostServer);
    world().server.killServer();
    await until(() => world().server.output.includes('The server was ended by'));
    await seeEachOther(patient, doctor);

    await doctor.page.reload();
    await seeEachOther(patient, doctor);

    await endVisit(doctor);
    await patient.untilReads('Visit ended');
    await patient.untilReads(/^\d+ seconds$/);
    await patient.untilReads(/29\.00/);
    await patient.untilReads('Paid');
    await doctor.untilReads('Visit ended');
  });
});
