import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VisitId } from '#contracts/ids.ts';
import { until } from '../../test/kit/until.ts';
import { context, startVisits, type VisitsWorld } from '../visits.kit.ts';
import { openVisitStore } from './visit-store.ts';

const words = {
  visit: 'hoarse since Whitsun',
  sentBack: 'the sonographer is late',
  cancelled: 'my knee is well',
};

describe('the reasons on a visit', () => {
  let directory: string;
  let world: VisitsWorld;
  let visitId: VisitId;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'bedside-reasons-'));
    world = await startVisits({}, { directory });
    visitId = await world.book({ reason: words.visit });
  });
  afterEach(async () => {
    await world.stop();
    rmSync(directory, { recursive: true });
  });

  const admit = () => world.sockets['visit:admit'](world.caller('doctor'), { visitId });
  const sendBack = (reason: string | undefined) =>
    world.sockets['visit:send-back'](world.caller('doctor'), { visitId, reason });
  const cancel = (id: VisitId, reason: string) =>
    world.routes.cancelVisit(
      world.actor('patient'),
      { params: { visitId: id }, query: undefined, body: { reason } },
      context(),
    );
  const bookOnline = async (reason: string) => {
    const { clinicId, people, clock } = world;
    const body = { clinicId, patientId: people.patient, doctorId: people.otherDoctor };
    const more = { visitType: 'consultation', startsAt: clock.now + 3_600_000, reason };
    return world.routes.bookVisit(
      world.actor('patient'),
      { params: undefined, query: undefined, body: { ...body, ...more } },
      context(),
    );
  };
  const list = async (more: object = {}) => {
    const query = { limit: 100, ...more };
    const asked = { params: undefined, query, body: undefined };
    return (await world.routes.listVisits(world.actor('nurse'), asked, context())).visits;
  };
  const board = async () => {
    const { clinicId, clock } = world;
    const span = { clinicId, fromAt: clock.now - 86_400_000, toAt: clock.now + 86_400_000 };
    return (await world.sockets['board:watch'](world.caller('nurse'), span)).visits;
  };
  const shred = () =>
    world.vault.shred({ tenantId: world.tenantId, kind: 'patient', id: world.people.patient });

  it('are shown to whoever sees the visit, in answers, lists and notices', async () => {
    await admit();
    const waiting = (await sendBack(words.sentBack)).visit;
    const shown = { reason: words.visit, sentBack: { reason: words.sentBack } };
    expect(waiting).toMatchObject(shown);
    expect((await world.read(visitId, 'patient')).visit).toMatchObject(shown);
    expect(await list()).toEqual([waiting]);
    expect(await board()).toEqual([waiting]);
    expect(world.notices.findLast(({ notice }) => notice === 'visit:changed')?.data).toEqual({
      visit: waiting,
    });
    const other = await bookOnline(words.visit);
    expect(other.reason).toBe(words.visit);
    expect(await cancel(other.id, words.cancelled)).toMatchObject({
      reason: words.visit,
      cancelReason: words.cancelled,
    });
  });

  it('are written nowhere unsealed, whatever is done with the visit', async () => {
    await admit();
    await sendBack(words.sentBack);
    const doctorId = world.people.otherDoctor;
    await world.sockets['visit:hand-over'](world.caller('nurse'), { visitId, doctorId });
    await admit();
    await world.sockets['visit:end'](world.caller('doctor'), { visitId });
    await cancel((await bookOnline(words.visit)).id, words.cancelled);
    await until(() => world.published.some(({ type }) => type === 'visit.cancelled'));
    await until(() => world.published.some(({ type }) => type === 'visit.ended'));
    await until(() => world.room.includes('closed'));
    const written = () => readdirSync(directory).map((name) => readFileSync(join(directory, name), 'utf8'));
    // What is beside the reasons is found, so they would be.
    expect(written().join('')).toContain('The otherDoctor');
    expect(Object.values(words).filter((word) => written().join('').includes(word))).toEqual([]);
    expect(Object.values(words).filter((word) => JSON.stringify(world.published).includes(word))).toEqual([]);
  });

  it('are absent once the keys of their patient were shredded, and the visit is still there', async () => {
    const others = await world.book({ reason: 'of another', patientId: world.people.otherPatient });
    const called = await bookOnline(words.visit);
    await admit();
    await sendBack(words.sentBack);
    await shred();
    const { visit } = await world.read(visitId);
    expect(visit).toMatchObject({ status: 'waiting', reason: '' });
    expect(visit.status === 'waiting' && visit.sentBack?.by.userId).toBe(world.people.doctor);
    expect(visit.status === 'waiting' && visit.sentBack?.reason).toBeUndefined();
    const reasons = new Map((await board()).map(({ id, reason }) => [id, reason]));
    expect(reasons).toEqual(
      new Map([
        [visitId, ''],
        [others, 'of another'],
        [called.id, ''],
      ]),
    );
    expect(await cancel(called.id, words.cancelled)).toMatchObject({ status: 'cancelled', cancelReason: '' });
  });

  it('may be missing, or be the reason of another visit, and no list fails over it', async () => {
    const empty = await world.book({ reason: '' });
    const foreign = await world.book({ reason: 'of another' });
    const visits = await openVisitStore(world.store);
    const { tenantId } = world;
    const { sealedReason = '' } = await visits.get(tenantId, visitId);
    await visits.step(tenantId, foreign, (visit) => ({ visit: { ...visit, sealedReason } }));
    expect((await visits.get(tenantId, empty)).sealedReason).toBeUndefined();
    const reasons = new Map((await list()).map(({ id, reason }) => [id, reason]));
    expect(reasons).toEqual(
      new Map([
        [visitId, words.visit],
        [empty, ''],
        [foreign, ''],
      ]),
    );
  });
});
