import { demoPeople } from '../../../ops/demo/demo-clinic.ts';
import { answerSocket, fault, holdSocket, slowLine } from '../spoil.ts';
import type { Studio } from '../studio.ts';

const [ines, tomas] = demoPeople.patients;

/** The doctor's day and messages. */
export async function doctor(studio: Studio): Promise<void> {
  const { album } = studio;
  const tab = await studio.demo('doctor');
  await tab.untilReads('Nobody waits.');
  await album.take('doctor-today-nobody', tab.page);
  for (const one of [ines, tomas]) {
    const patient = await studio.signedIn(one, '/patient');
    if (one === tomas) await slowLine(patient.page, 0.3);
    await studio.go(patient, '/patient');
    await patient.button('Join visit').first().click();
    await patient.press('Go to the waiting room');
    await patient.untilReads(/You are next|before you/);
    await patient
      .named('textbox', 'Write a message')
      .fill('Good morning. I slept badly again, from three on.');
    await patient.press('Send');
  }
  await tab.untilReads('Tomas Lindqvist is in the waiting room');
  await album.take('doctor-today-arrival', tab.page);
  await studio.go(tab, '/doctor');
  await tab.untilReads('Choose a patient');
  await tab.untilReads('Weak line');
  await album.take('doctor-today-waiting', tab.page);
  await tab
    .named('button', /Ines Marchetti/)
    .first()
    .click();
  await tab.untilReads(/You are connected/);
  await tab.named('textbox', 'Write a message').fill('Good morning Ines, I will be with you in a moment.');
  await tab.press('Send');
  await album.show('doctor-today', tab.page, { width: 1280, height: 960 });
  await album.take('doctor-today-chosen', tab.page, {
    before: async () => {
      const row = tab.named('button', /Ines Marchetti/).first();
      if (await row.isVisible()) await row.click();
    },
  });
  await tab.page.context().setOffline(true);
  await tab.untilReads('You are offline.');
  await album.take('doctor-today-offline', tab.page);

  await studio.clear();
  await otherStates(studio);
  await messages(studio);
  await studio.clear();
  await messageStates(studio);
}

async function otherStates(studio: Studio): Promise<void> {
  const { album } = studio;
  const free = await studio.newPerson('doctor', 'Dr. Yara Nasser', 'Neurology');
  const empty = await studio.signedIn(free, '/doctor');
  await empty.untilReads('No visits today');
  await album.take('doctor-today-empty', empty.page);

  const loading = await studio.signedIn(free, '/sign-in');
  await holdSocket(loading.page);
  await studio.go(loading, '/doctor');
  await loading.page.getByLabel('Loading').waitFor();
  await album.take('doctor-today-loading', loading.page);

  const failed = await studio.signedIn(free, '/sign-in');
  await answerSocket(failed.page, { 'board:watch': fault });
  await studio.go(failed, '/doctor');
  await failed.button('Try again').waitFor();
  await album.take('doctor-today-failed', failed.page);
}

async function messages(studio: Studio): Promise<void> {
  const { album } = studio;
  const tab = await studio.demo('doctor');
  await studio.go(tab, '/doctor/messages');
  await tab
    .named('link', /Ines Marchetti/)
    .first()
    .waitFor();
  await album.take('doctor-messages', tab.page);
  await tab
    .named('link', /Ines Marchetti/)
    .first()
    .click();
  await tab.named('textbox', 'Write a message').waitFor();
  await album.take('doctor-messages-thread', tab.page);
  await tab.page.context().setOffline(true);
  await tab.untilReads('You are offline.');
  await album.take('doctor-messages-offline', tab.page);
}

async function messageStates(studio: Studio): Promise<void> {
  const { album } = studio;
  const states = [
    ['empty', { ok: true, data: { conversations: [] } }, 'No messages yet'],
    ['failed', fault, 'This could not be loaded'],
  ] as const;
  for (const [name, answer, words] of states) {
    const tab = await studio.demo('doctor');
    await answerSocket(tab.page, { 'conversation:list': answer });
    await studio.go(tab, '/doctor/messages');
    await tab.untilReads(words);
    await album.take(`doctor-messages-${name}`, tab.page);
  }
  const loading = await studio.demo('doctor');
  await holdSocket(loading.page);
  await studio.go(loading, '/doctor/messages');
  await loading.page.getByLabel('Loading').first().waitFor();
  await album.take('doctor-messages-loading', loading.page);
}
