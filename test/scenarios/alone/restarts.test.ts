import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { ask } from '../../kit/client.ts';
import { createStranger } from '../../kit/person.ts';
import { freePort } from '../../kit/free-port.ts';
import { TestServer } from '../../kit/server.ts';
import { until } from '../../kit/until.ts';
import { World } from '../../kit/world.ts';

describe('a server', () => {
  let world: World | undefined;
  afterEach(async () => {
    await world?.close();
    world = undefined;
  });

  it('says where to go and what to do there, once, and nothing else', async () => {
    world = await World.create();
    const { port } = new URL(world.site());
    const said = () => world?.server.output.split('\n').filter((line) => line.trim() !== '');
    const told = [
      `  Bedside is running: http://localhost:${port}`,
      expect.stringMatching(`http://localhost:${port}/demo .* continue as patient .* as doctor`),
      expect.stringContaining('only to localhost or over HTTPS'),
      expect.stringContaining('BEDSIDE_TLS_CERT and BEDSIDE_TLS_KEY'),
    ];
    await until(() => said()?.length === told.length);
    expect(said()).toEqual(told);
  });

  it('has everything that was written when it is started again after a kill', async () => {
    world = await World.create();
    const { patient, doctor, nurse, visit } = await world.visit();
    const params = { visitId: visit.id };
    const chat = await patient.chat();
    const { id: conversationId } = await chat.request('conversation:find', { kind: 'visit', ...params });
    const sent = await chat.request('message:send', {
      conversationId,
      body: 'Good morning',
      clientKey: newUuid(),
    });
    const peers = await Promise.all([world.join(patient, visit), world.join(doctor, visit)]);
    const { visit: admitted } = await (await doctor.live()).request('visit:admit', params);
    await until(() => peers.every(({ received }) => received > 150));

    await world.server.kill();
    await world.server.start();
    // Tokens, sessions, the visit with its attendance, and the thread are all there.
    const running = await nurse.look(visit);
    expect(running.status).toBe('running');
    expect(running.version).toBeGreaterThanOrEqual(admitted.version);
    const back = await patient.chat();
    expect((await back.request('conversation:open', { conversationId })).messages).toEqual([sent]);
    const again = await back.request('message:send', {
      conversationId,
      body: sent.body,
      clientKey: sent.clientKey,
    });
    expect(again).toEqual(sent);
    await patient.refresh();

    await (await doctor.live()).request('visit:end', params);
    const receipt = () => patient.api.billing.readReceipt({ params });
    await until(async () => (await receipt()).status === 'captured', { withinMs: 10_000 });
    const { billableSeconds, intervals } = await receipt();
    expect(billableSeconds).toBeGreaterThan(0);
    expect(billableSeconds).toBe(
      Math.floor(intervals.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0) / 1_000),
    );
  });

  it('still refuses the token of a session that was closed before a kill', async () => {
    world = await World.create();
    const nurse = await world.demo('nurse');
    const { token } = nurse;
    const { site } = world;
    const knock = () => ask(site(), 'GET /visits', { token });
    expect((await knock()).status).toBe(200);
    await nurse.api.identity.signOut();
    await until(async () => (await knock()).status === 401);
    await world.server.kill();
    await world.server.start();
    await until(async () => (await knock()).status === 401);
  });

  it('renews the demo day at each start: one visit about now for each place in it', async () => {
    world = await World.create();
    const upcoming = async () => {
      const doctor = await world!.demo('doctor');
      const { visits } = await doctor.api.visits.listVisits();
      return visits.filter(({ status }) => status === 'booked' || status === 'waiting');
    };
    const before = await upcoming();
    expect(before.some(({ startsAt }) => Math.abs(startsAt - Date.now()) < 10 * 60_000)).toBe(true);

    // The first visit of the day is held and over; the next start has one in its place.
    const doctor = await world.demo('doctor');
    const now = before.toSorted((one, other) => one.startsAt - other.startsAt)[0]!;
    const live = await doctor.live();
    await live.request('visit:admit', { visitId: now.id });
    await live.request('visit:end', { visitId: now.id });
    expect(await upcoming()).toHaveLength(before.length - 1);
    await world.server.kill();
    await world.server.start();
    const after = await upcoming();
    expect(after.map(({ id }) => id)).not.toContain(now.id);
    expect(after.map(({ patient }) => patient.userId).toSorted()).toEqual(
      before.map(({ patient }) => patient.userId).toSorted(),
    );
    const again = await upcoming();
    expect(again).toHaveLength(after.length);
  });

  it('is the only one on its data, and says so to a second', async () => {
    world = await World.create();
    const { code, output } = await TestServer.exitOf({
      BEDSIDE_PORT: String(await freePort()),
      BEDSIDE_RTC_PORT: '0',
      BEDSIDE_DATA: world.server.dataDirectory,
    });
    expect(code).toBe(78);
    expect(output).toContain(world.server.dataDirectory);
    expect(output.trim().split('\n').length).toBeLessThan(4);
    expect((await fetch(`${world.site()}/readyz`)).ok).toBe(true);
  });

  it('says which port is taken', async () => {
    world = await World.create();
    const data = await mkdtemp(join(tmpdir(), 'bedside-second-'));
    try {
      const { code, output } = await TestServer.exitOf({
        BEDSIDE_PORT: new URL(world.site()).port,
        BEDSIDE_RTC_PORT: '0',
        BEDSIDE_DATA: data,
      });
      expect(code).toBe(78);
      expect(output).toContain(new URL(world.site()).port);
    } finally {
      await rm(data, { recursive: true });
    }
  });

  it('has no demo door when the demo is off', async () => {
    world = await World.create({ env: { BEDSIDE_DEMO: 'off' } });
    const { identity } = createStranger(world.site);
    expect(await identity.readDemo()).toEqual({ isOpen: false });
    await expect(identity.openDemoSession({ body: { role: 'admin' } })).rejects.toMatchObject({
      code: 'demo_closed',
    });
  });
});
