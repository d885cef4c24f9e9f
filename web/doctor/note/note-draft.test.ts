import { describe, expect, it } from 'vitest';
import { VisitNote } from '#contracts/visits/visit.ts';
import { type NoteFact, draftOf, isUnsaved, nextSave, reduceNote, wordOf } from './note-draft.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const note = (text: string, version: number, status: VisitNote['status'] = 'draft') =>
  VisitNote.parse({ visitId: id, text, status, writtenBy: id, savedAt: version, version });

const after = (...facts: NoteFact[]) => facts.reduce(reduceNote, draftOf(note('', 0)));
const failed = (isPassing: boolean): NoteFact => ({ kind: 'failed', error: new Error('no'), isPassing });

describe('a note while it is written', () => {
  it('begins empty, and says that it is saved as one types', () => {
    expect(wordOf(after())).toBe('empty');
    expect(nextSave(after())).toBeUndefined();
  });

  it('is typed, on its way, saved', () => {
    const typed: NoteFact = { kind: 'typed', text: 'Rest' };
    expect(wordOf(after(typed))).toBe('typing');
    expect(nextSave(after(typed))).toEqual({ text: 'Rest', status: 'draft' });
    expect(wordOf(after(typed, { kind: 'sent' }))).toBe('saving');
    expect(nextSave(after(typed, { kind: 'sent' }))).toBeUndefined();
    const saved = after(typed, { kind: 'sent' }, { kind: 'saved', note: note('Rest', 1) });
    expect(wordOf(saved)).toBe('saved');
    expect(isUnsaved(saved)).toBe(false);
  });

  it('keeps what was typed while a save was on its way', () => {
    const draft = after(
      { kind: 'typed', text: 'Rest' },
      { kind: 'sent' },
      { kind: 'typed', text: 'Rest and tea' },
      { kind: 'saved', note: note('Rest', 1) },
    );
    expect(draft.text).toBe('Rest and tea');
    expect(nextSave(draft)).toEqual({ text: 'Rest and tea', status: 'draft' });
    expect(isUnsaved(draft)).toBe(true);
  });

  it('tries again what may pass, and says what the server refuses', () => {
    const sent: NoteFact[] = [{ kind: 'typed', text: 'Rest' }, { kind: 'sent' }];
    expect(wordOf(after(...sent, failed(true)))).toBe('failed');
    expect(nextSave(after(...sent, failed(true)))).toBeDefined();
    expect(wordOf(after(...sent, failed(false)))).toBe('refused');
  });
});

describe('a note that another window changed', () => {
  const sent: NoteFact[] = [{ kind: 'typed', text: 'Mine' }, { kind: 'sent' }];

  it('is an own save whose answer was lost, when the text is the same', () => {
    const draft = after(...sent, { kind: 'found', note: note('Mine', 1) });
    expect(wordOf(draft)).toBe('saved');
    expect(draft.saved.version).toBe(1);
  });

  it('is saved over when the other changed nothing of the text', () => {
    const draft = after(...sent, { kind: 'found', note: note('', 4) });
    expect(draft.conflict).toBeUndefined();
    expect(nextSave(draft)).toEqual({ text: 'Mine', status: 'draft' });
  });

  it('asks which text stays, and sends nothing meanwhile', () => {
    const draft = after(...sent, { kind: 'found', note: note('Theirs', 4) });
    expect(wordOf(draft)).toBe('conflict');
    expect(nextSave(draft)).toBeUndefined();
    expect(isUnsaved(draft)).toBe(true);
  });

  it('is saved over, on top of the other version, when mine is kept', () => {
    const draft = after(...sent, { kind: 'found', note: note('Theirs', 4) }, { kind: 'kept-mine' });
    expect(draft.saved.version).toBe(4);
    expect(nextSave(draft)).toEqual({ text: 'Mine', status: 'draft' });
  });

  it('is taken over when theirs is chosen', () => {
    const draft = after(...sent, { kind: 'found', note: note('Theirs', 4) }, { kind: 'took-theirs' });
    expect(draft.text).toBe('Theirs');
    expect(isUnsaved(draft)).toBe(false);
  });
});

describe('signing', () => {
  const asked: NoteFact[] = [{ kind: 'typed', text: 'Rest' }, { kind: 'sign-asked' }];

  it('goes with the text as it stands, and takes no more typing', () => {
    expect(nextSave(after(...asked))).toEqual({ text: 'Rest', status: 'signed' });
    expect(after(...asked, { kind: 'typed', text: 'Rest!' }).text).toBe('Rest');
  });

  it('waits for a save that is on its way', () => {
    const draft = after(
      { kind: 'typed', text: 'Rest' },
      { kind: 'sent' },
      { kind: 'sign-asked' },
      { kind: 'saved', note: note('Rest', 1) },
    );
    expect(nextSave(draft)).toEqual({ text: 'Rest', status: 'signed' });
  });

  it('needs words', () => {
    expect(nextSave(after({ kind: 'typed', text: '  ' }, { kind: 'sign-asked' }))?.status).toBe('draft');
  });

  it('is for good', () => {
    const draft = after(...asked, { kind: 'sent' }, { kind: 'saved', note: note('Rest', 2, 'signed') });
    expect(wordOf(draft)).toBe('signed');
    expect(reduceNote(draft, { kind: 'typed', text: 'More' })).toBe(draft);
    expect(nextSave(draft)).toBeUndefined();
  });

  it('is given up when the server refuses, and tried again when it may pass', () => {
    expect(after(...asked, { kind: 'sent' }, failed(false)).isSigning).toBe(false);
    expect(after(...asked, { kind: 'sent' }, failed(true)).isSigning).toBe(true);
  });
});
