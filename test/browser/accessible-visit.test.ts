import { describe, it } from 'vitest';
import { checkLooks, checkLooksAt } from '../kit/browser/check-looks.ts';
import { useBrowser } from '../kit/browser/use-browser.ts';
import { endVisit, openDoctor, openPatient, startCall } from '../kit/browser/visit-pages.ts';

describe('every page', () => {
  const { world, browser } = useBrowser();

  it('of a visit before it begins', async () => {
    const cast = await world().visit();
    const [patient, doctor] = await Promise.all([openPatient(browser(), cast), openDoctor(browser(), cast)]);
    await checkLooks(patient, 'check', 'You are ready');
    await patient.press('Go to the waiting room');
    await checkLooks(patient, 'waiting room', 'You are next');
    await checkLooks(doctor, 'patient waits', 'Waiting now');
  });

  it('of a visit that runs', async () => {
    const cast = await world().visit();
    const { patient, doctor } = await startCall(browser(), cast);
    await checkLooks(patient, 'call', cast.doctor.name);
    await doctor.press('Chat');
    await checkLooks(doctor, 'call with chat', doctor.named('textbox', 'Write a message'));
    const nurse = await browser().demoTab('nurse');
    await nurse.named('button', new RegExp(cast.doctor.name)).click();
    await checkLooks(nurse, 'sheet of the visit', 'Join');
    await nurse.press('Join');
    await nurse.untilSees(cast.patient.name);
    await checkLooks(nurse, 'call, nurse', cast.doctor.name);
    await doctor.press('Visit menu');
    await checkLooks(doctor, 'menu', 'Send back to waiting room');
    await doctor.named('menuitem', 'Send back to waiting room').click();
    await checkLooks(doctor, 'sending back', /goes dark/);
    await doctor.press('Send back to waiting room');
    await checkLooks(patient, 'sent back', 'Back in the waiting room');
  });

  it('of a visit that is over', async () => {
    const cast = await world().visit();
    const { patient, doctor } = await startCall(browser(), cast);
    await endVisit(doctor);
    await checkLooks(patient, 'after', 'How was the call?');
    await checkLooksAt(patient, `/patient/visits/${cast.visit.id}/messages`, 'Messages of this visit');
    await checkLooks(doctor, 'after, doctor', 'What is billed');
  });
});
