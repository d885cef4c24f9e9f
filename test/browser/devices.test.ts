import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestBrowser } from '../kit/browser/browser.ts';
import { openDoctor, openPatient } from '../kit/browser/visit-pages.ts';
import { World } from '../kit/world.ts';

describe('a patient', () => {
  let world: World;
  const browsers: TestBrowser[] = [];
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.close());
  afterEach(async () => {
    for (const browser of browsers.splice(0)) await browser.close();
  });
  async function browserWith(devices: 'allowed' | 'refused' | 'missing' | 'soundOnly'): Promise<TestBrowser> {
    const browser = await TestBrowser.create({ site: world.site, devices });
    browsers.push(browser);
    return browser;
  }

  const cases = [
    { devices: 'refused', told: /switched off for this page/, goOn: 'Continue without' },
    { devices: 'missing', told: 'Neither camera nor microphone was found', goOn: 'Continue without' },
    { devices: 'soundOnly', told: 'No camera was found', goOn: 'Continue with sound only' },
  ] as const;

  it.each(cases)('with devices $devices is told so, and has the visit all the same', async (given) => {
    const cast = await world.visit();
    const patient = await openPatient(await browserWith(given.devices), cast);
    await patient.untilReads(given.told);
    await patient.press(given.goOn);
    await patient.untilReads('You are next');
    const doctor = await openDoctor(await browserWith('allowed'), cast);
    await doctor.press('Admit');
    await patient.untilSees(cast.doctor.name);
    await doctor.untilReads('The camera is off');
    const mute = patient.button(given.devices === 'soundOnly' ? 'Mute' : 'Unmute');
    expect(await mute.isDisabled()).toBe(given.devices !== 'soundOnly');
    await patient.press('Chat');
    await patient.named('textbox', 'Write a message').fill('I can only write');
    await patient.press('Send');
    await doctor.press('Chat');
    await doctor.untilReads('I can only write');
  });
});
