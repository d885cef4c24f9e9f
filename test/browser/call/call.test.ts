import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { browserFlags, chromiumPath } from '../../kit/browser/browser.ts';
import { until } from '../../kit/until.ts';
import { type MediaAlone, startMediaAlone } from './media-alone.ts';

const flags = [
  ...browserFlags,
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

type Person = ReturnType<MediaAlone['person']>;
let alone: MediaAlone;
let browser: Browser;

beforeAll(async () => {
  alone = await startMediaAlone();
  browser = await chromium.launch({ executablePath: chromiumPath, args: flags });
});

afterAll(async () => {
  await browser?.close();
  await alone?.stop();
});

/** Runs in the page; `page` there is what call-page.mjs offers. */
const run = (page: Page, script: string): Promise<unknown> =>
  page.evaluate(`(() => { const { page } = window; return ${script} })()`);
const framesOf = async (page: Page) => z.number().parse(await run(page, 'page.seen()'));
const phaseOf = (page: Page) => run(page, 'page.phase()');

async function enter(person: Person, { hasCamera = true } = {}): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(alone.url);
  await run(page, `page.prepare(${JSON.stringify({ ...person, hasCamera })})`);
  await run(page, `page.join(${JSON.stringify(person)})`);
  return page;
}

/** Resolves when the page decodes frames that were not there before. */
async function untilSeesMore(page: Page, withinMs = 10_000): Promise<void> {
  const before = await framesOf(page);
  await until(async () => (await framesOf(page)) > before + 2, { withinMs, why: 'more frames' });
}

/** Resolves when three looks in a row, 100 ms apart by the page's own clock, find no new frame. */
async function untilSeesNothing(page: Page): Promise<void> {
  let quiet = 0;
  let seen = -1;
  await until(async () => {
    const now = await page.evaluate('new Promise((look) => setTimeout(() => look(page.seen()), 100))');
    quiet = now === seen ? quiet + 1 : 0;
    seen = z.number().parse(now);
    return quiet === 3;
  });
}

async function sessions() {
  const watch = alone.sockets?.[1]?.handlers['sessions:watch'];
  const asker = { actor: { tenantId: alone.tenantId }, connectionId: 'test' };
  const answer = await watch?.(asker as never, {} as never);
  return z.object({ sessions: z.array(z.object({ workerPid: z.int(), epoch: z.int() })) }).parse(answer)
    .sessions;
}

async function leave(...pages: Page[]): Promise<void> {
  for (const page of pages) {
    await run(page, 'page.session.leave()');
    await page.context().close();
  }
}

describe('a call in two browsers', () => {
  it('keeps the patient out of sight until admitted, and again when sent back', async () => {
    const patient = await enter(alone.person('patient'));
    const doctor = await enter(alone.person('care'));
    await until(async () => (await phaseOf(patient)) === 'waiting');
    await until(async () => JSON.stringify(await run(doctor, 'page.state().remote')).includes('camera'));
    expect([await framesOf(patient), await framesOf(doctor)]).toEqual([0, 0]);

    await alone.admit(true);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    expect(await phaseOf(patient)).toBe('in_call');

    await alone.admit(false);
    await until(async () => (await phaseOf(patient)) === 'waiting');
    await untilSeesNothing(doctor);

    await alone.admit(true);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    await leave(patient, doctor);
  });

  it('is back by itself after its worker was killed', async () => {
    alone.facts.isPatientAdmitted = true;
    const [patient, doctor] = await Promise.all([
      enter(alone.person('patient')),
      enter(alone.person('care')),
    ]);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    const [before] = await sessions();
    process.kill(before!.workerPid, 'SIGKILL');
    await until(async () => (await sessions())[0]!.epoch > before!.epoch);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    expect(await phaseOf(patient)).toBe('in_call');
    await leave(patient, doctor);
  });

  it('keeps its media while the socket is lost, and hears of what happened meanwhile', async () => {
    alone.facts.isPatientAdmitted = true;
    const [patient, doctor] = await Promise.all([
      enter(alone.person('patient')),
      enter(alone.person('care')),
    ]);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    await run(patient, 'page.cutSocket()');
    await untilSeesMore(patient);
    await run(doctor, "page.session.setMuted('microphone', true)");
    await untilSeesMore(doctor);
    expect(await phaseOf(patient)).toBe('in_call');
    await run(patient, 'page.mendSocket()');
    const heard = "page.state().snapshot.participants.find((one) => one.side === 'care').sources.microphone";
    await until(async () => (await run(patient, heard)) === 'muted');
    await untilSeesMore(patient);
    await leave(patient, doctor);
  });

  it('goes on after a change of network, and shares a screen beside the camera', async () => {
    alone.facts.isPatientAdmitted = true;
    const [patient, doctor] = await Promise.all([
      enter(alone.person('patient')),
      enter(alone.person('care')),
    ]);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    const restarts = () => run(doctor, 'page.asked.filter((name) => name === "ice:restart").length');
    await doctor.evaluate("window.dispatchEvent(new Event('online'))");
    await until(async () => (await restarts()) === 2);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);

    const remote = () => run(patient, 'page.state().remote');
    await run(doctor, 'page.shareCanvas()');
    await until(async () => JSON.stringify(await remote()).includes('screen'));
    await run(doctor, "page.session.closeSource('screen')");
    await until(async () => !JSON.stringify(await remote()).includes('screen'));
    await untilSeesMore(patient);
    await leave(patient, doctor);
  });

  it('tells who speaks, until they are muted', async () => {
    alone.facts.isPatientAdmitted = true;
    const speaking = alone.person('care');
    const [patient, doctor] = await Promise.all([enter(alone.person('patient')), enter(speaking)]);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    await run(doctor, 'page.speak()');
    await until(async () => (await run(patient, 'page.state().speaker')) === speaking.participantId);
    await run(doctor, "page.session.setMuted('microphone', true)");
    await until(async () => (await run(patient, 'page.state().speaker')) === undefined);
    await leave(patient, doctor);
  });

  it('sends no picture to a tile that is out of sight', async () => {
    alone.facts.isPatientAdmitted = true;
    const doctorPerson = alone.person('care');
    const [patient, doctor] = await Promise.all([enter(alone.person('patient')), enter(doctorPerson)]);
    await Promise.all([untilSeesMore(patient), untilSeesMore(doctor)]);
    const { participantId } = doctorPerson;
    const view = (isVisible: boolean) =>
      JSON.stringify([{ participantId, source: 'camera', isVisible, width: 320, height: 180 }]);
    await run(patient, `page.session.setViews(${view(false)})`);
    await untilSeesNothing(patient);
    await run(patient, `page.session.setViews(${view(true)})`);
    await untilSeesMore(patient);
    await leave(patient, doctor);
  });

  it('is connected for somebody without camera and microphone, before there is anything to receive', async () => {
    alone.facts.isPatientAdmitted = true;
    const patient = await enter(alone.person('patient'), { hasCamera: false });
    await until(async () => (await run(patient, 'page.state().self?.connection')) === 'connected');
    const doctor = await enter(alone.person('care'));
    await untilSeesMore(patient);
    await leave(patient, doctor);
  });

  it('ends an earlier window when the same person joins in another, and everybody at the end', async () => {
    alone.facts.isPatientAdmitted = true;
    const person = alone.person('patient');
    const first = await enter(person);
    const second = await enter({ ...person, participantId: crypto.randomUUID() });
    await until(async () => (await phaseOf(first)) === 'ended');
    expect(await run(first, 'page.state().endedBecause')).toBe('joined_elsewhere');
    await alone.end();
    await until(async () => (await phaseOf(second)) === 'ended');
    expect(await run(second, 'page.state().endedBecause')).toBe('visit_ended');
    await Promise.all([first.context().close(), second.context().close()]);
  });
});
