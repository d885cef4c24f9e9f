import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VisitId } from '#contracts/ids.ts';
import { until } from '../../test/kit/until.ts';
import { context, refusalOf, startVisits, type VisitsWorld } from '../visits.kit.ts';

describe('the note on a visit', () => {
  let world: VisitsWorld;
  let visitId: VisitId;
  beforeEach(async () => {
    world = await startVisits();
    visitId = await world.book();
    await world.sockets['visit:admit'](world.caller('doctor'), { visitId });
  });
  afterEach(() => world.stop());

  const write = (text: string, ifVersion: number, status: 'draft' | 'signed' = 'draft') =>
    world.routes.writeNote(
      world.actor('doctor'),
      { params: { visitId }, query: undefined, body: { text, status } },
      context({ ifVersion }),
    );
  const read = (name: 'doctor' | 'patient' | 'nurse' | 'otherDoctor') =>
    world.routes.readNote(
      world.actor(name),
      { params: { visitId }, query: undefined, body: undefined },
      context(),
    );
  const end = () => world.sockets['visit:end'](world.caller('doctor'), { visitId });

  it('is empty at first, then what was typed, version by version', async () => {
    expect(await read('doctor')).toMatchObject({ text: '', version: 0, status: 'draft' });
    expect(await write('Rest.', 0)).toMatchObject({ text: 'Rest.', version: 1 });
    expect(await write('Rest and fluids.', 1)).toMatchObject({ version: 2 });
    expect(await read('doctor')).toMatchObject({ text: 'Rest and fluids.', version: 2 });
  });

  it('keeps one of two who write at once', async () => {
    const firsts = await Promise.all([refusalOf(write('a', 0)), refusalOf(write('b', 0))]);
    expect(firsts.toSorted()).toEqual(['none', 'version_mismatch']);
    const seconds = await Promise.all([
      refusalOf(write('c', 1)),
      refusalOf(write('d', 1)),
      refusalOf(write('e', 7)),
    ]);
    expect(seconds.toSorted()).toEqual(['none', 'version_mismatch', 'version_mismatch']);
  });

  it('is for its doctor alone until it is signed, then for all who may see the visit, and never changes again', async () => {
    await write('Rest.', 0);
    for (const name of ['patient', 'nurse', 'otherDoctor'] as const)
      expect(await refusalOf(read(name))).toBe('note_not_ready');
    expect(await refusalOf(write('Rest.', 1, 'signed'))).toBe('conflict');
    await end();
    expect((await world.read(visitId)).visit).toMatchObject({ status: 'ended', hasNote: false });
    await write('Rest. Call if it gets worse.', 1, 'signed');
    expect((await world.read(visitId)).visit).toMatchObject({ hasNote: true });
    for (const name of ['patient', 'nurse', 'otherDoctor'] as const)
      expect(await read(name)).toMatchObject({ text: 'Rest. Call if it gets worse.', status: 'signed' });
    expect(await refusalOf(write('Something else', 2))).toBe('note_signed');
    expect(await refusalOf(write('Something else', 0))).toBe('note_signed');
    await until(() => world.published.some(({ type }) => type === 'visit.note_signed'));
  });

  it('cannot be written before the visit has begun', async () => {
    visitId = await world.book();
    expect(await refusalOf(write('Rest.', 0))).toBe('conflict');
  });

  it('is stored sealed, and every reading and writing of it leaves a fact', async () => {
    await write('a very private thing', 0);
    await read('doctor');
    const notes = await world.store.collection({ name: 'notes', indexes: {} });
    expect(JSON.stringify(await notes.get(visitId))).not.toContain('private');
    const facts = () =>
      world.published.filter(
        ({ type, data }) => type.startsWith('access.') && data['subjectKind'] === 'note',
      );
    await until(() => facts().length === 2);
    expect(facts().map(({ data }) => data['action'])).toEqual(['note:write', 'note:read']);
    expect(JSON.stringify(world.published)).not.toContain('private');
  });
});
