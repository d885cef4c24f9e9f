import type { VisitNote } from '#contracts/visits/visit.ts';

/** A note while it is written: what stands on the server, what stands in the box, and what is on its way. */
export type NoteDraft = {
  /** As the server has it. */
  saved: VisitNote;
  /** As it stands in the box. */
  text: string;
  /** On its way now. */
  sending: { text: string; status: VisitNote['status'] } | undefined;
  /** The doctor asked to sign; done with the next save. */
  isSigning: boolean;
  /** What somebody else saved meanwhile, until the doctor chose. */
  conflict: VisitNote | undefined;
  /** `passing`: tried again by itself. `refused`: the server says no, whatever is tried. */
  problem: { kind: 'passing' | 'refused'; error: unknown } | undefined;
};

export type NoteFact =
  | { kind: 'typed'; text: string }
  | { kind: 'sign-asked' }
  | { kind: 'sent' }
  | { kind: 'saved'; note: VisitNote }
  | { kind: 'found'; note: VisitNote }
  | { kind: 'failed'; error: unknown; isPassing: boolean }
  | { kind: 'kept-mine' }
  | { kind: 'took-theirs' };

export const draftOf = (saved: VisitNote): NoteDraft => ({
  saved,
  text: saved.text,
  sending: undefined,
  isSigning: false,
  conflict: undefined,
  problem: undefined,
});

export const isSigned = ({ saved }: NoteDraft): boolean => saved.status === 'signed';
const isDirty = ({ text, saved }: NoteDraft): boolean => text !== saved.text;

/** What is to be sent next, if anything may be sent now. */
export function nextSave(draft: NoteDraft): NoteDraft['sending'] {
  if (isSigned(draft) || draft.conflict !== undefined || draft.sending !== undefined) return undefined;
  if (draft.isSigning) return { text: draft.text, status: 'signed' };
  return isDirty(draft) ? { text: draft.text, status: 'draft' } : undefined;
}

/** Whether something written here is not on the server yet. */
export const isUnsaved = (draft: NoteDraft): boolean =>
  !isSigned(draft) && (isDirty(draft) || draft.isSigning || draft.conflict !== undefined);

export type NoteWord = 'empty' | 'typing' | 'saving' | 'saved' | 'failed' | 'signed' | 'conflict' | 'refused';

/** How the note stands, in one word of the catalogue. */
export function wordOf(draft: NoteDraft): NoteWord {
  if (isSigned(draft)) return 'signed';
  if (draft.conflict !== undefined) return 'conflict';
  if (draft.problem?.kind === 'refused') return 'refused';
  if (draft.problem !== undefined) return 'failed';
  if (draft.sending !== undefined) return 'saving';
  if (isDirty(draft)) return 'typing';
  return draft.text === '' ? 'empty' : 'saved';
}

/** The draft after a fact. */
export function reduceNote(draft: NoteDraft, fact: NoteFact): NoteDraft {
  switch (fact.kind) {
    case 'typed':
      return isSigned(draft) || draft.isSigning
        ? draft
        : { ...draft, text: fact.text, problem: passingOnly(draft) };
    case 'sign-asked':
      return isSigned(draft) || draft.text.trim() === ''
        ? draft
        : { ...draft, isSigning: true, problem: undefined };
    case 'sent':
      return { ...draft, sending: nextSave(draft) };
    case 'saved':
      return {
        ...draft,
        saved: fact.note,
        sending: undefined,
        problem: undefined,
        isSigning: draft.isSigning && fact.note.status !== 'signed',
      };
    case 'found':
      return afterFinding({ ...draft, sending: undefined }, fact.note);
    case 'failed':
      return {
        ...draft,
        sending: undefined,
        isSigning: draft.isSigning && fact.isPassing,
        problem: { kind: fact.isPassing ? 'passing' : 'refused', error: fact.error },
      };
    case 'kept-mine':
      // The next save is made on top of what the other window saved.
      return draft.conflict === undefined ? draft : { ...draft, saved: draft.conflict, conflict: undefined };
    case 'took-theirs':
      return draft.conflict === undefined ? draft : draftOf(draft.conflict);
    default:
      return fact satisfies never;
  }
}

/** The server has another version: an own save whose answer was lost, a signed note, or another window's text. */
function afterFinding(draft: NoteDraft, note: VisitNote): NoteDraft {
  if (note.status === 'signed') return { ...draftOf(note), text: note.text };
  if (note.text === draft.text || note.text === draft.saved.text)
    return { ...draft, saved: note, problem: undefined };
  return { ...draft, conflict: note, isSigning: false, problem: undefined };
}

const passingOnly = ({ problem }: NoteDraft) => (problem?.kind === 'passing' ? problem : undefined);
