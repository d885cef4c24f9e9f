import { Refusal } from '#contracts/refusal.ts';
import type { VisitNote } from '#contracts/visits/visit.ts';
import { type NoteDraft, type NoteFact, draftOf, isUnsaved, nextSave, reduceNote } from './note-draft.ts';

const restMs = 700;
const longestMs = 5_000;
const retryMs = 3_000;
const passing = new Set(['unavailable', 'deadline_exceeded', 'too_many_requests', 'internal']);
const crossed = new Set(['version_mismatch', 'conflict', 'note_signed']);

type Deps = {
  read: () => Promise<VisitNote>;
  /** Refuses `version_mismatch` when the note is no longer at `version`. */
  write: (note: Pick<VisitNote, 'text' | 'status' | 'version'>) => Promise<VisitNote>;
};

/**
 * Saves a note while it is typed: after a rest of the hands, at the latest every five seconds, one save at a time, each
 * on top of the version that was read. It outlives the editor, so that closing a panel loses nothing.
 */
export class NoteKeeper {
  readonly #deps: Deps;
  readonly #listeners = new Set<() => void>();
  #draft: NoteDraft;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dirtySince: number | undefined;
  #isClosed = false;

  static async create(deps: Deps): Promise<NoteKeeper> {
    return new NoteKeeper(deps, await deps.read());
  }

  private constructor(deps: Deps, note: VisitNote) {
    this.#deps = deps;
    this.#draft = draftOf(note);
  }

  read = (): NoteDraft => this.#draft;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  get isUnsaved(): boolean {
    return isUnsaved(this.#draft);
  }

  type(text: string): void {
    this.#apply({ kind: 'typed', text });
    const now = performance.now();
    this.#dirtySince ??= now;
    this.#later(Math.max(0, Math.min(restMs, this.#dirtySince + longestMs - now)));
  }

  sign(): void {
    this.#apply({ kind: 'sign-asked' });
    this.#save();
  }

  choose(whose: 'kept-mine' | 'took-theirs'): void {
    this.#apply({ kind: whose });
    this.#save();
  }

  /** What is not saved yet is sent now. */
  flush(): void {
    this.#save();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => this.#save(), ms);
  }

  #save(): void {
    clearTimeout(this.#timer);
    if (nextSave(this.#draft) === undefined) return;
    this.#dirtySince = undefined;
    this.#apply({ kind: 'sent' });
    const { sending, saved } = this.#draft;
    if (sending === undefined) return;
    this.#deps.write({ ...sending, version: saved.version }).then(
      (note) => {
        this.#apply({ kind: 'saved', note });
        // What was typed meanwhile follows at the hands' next rest.
        if (nextSave(this.#draft) !== undefined) this.#later(restMs);
      },
      (error: unknown) => this.#afterRefusal(error),
    );
  }

  #afterRefusal(error: unknown): void {
    if (!(error instanceof Refusal) || !crossed.has(error.code)) {
      const isPassing = !(error instanceof Refusal) || passing.has(error.code);
      this.#apply({ kind: 'failed', error, isPassing });
      if (isPassing) this.#later(retryMs);
      return;
    }
    this.#deps.read().then(
      (note) => {
        this.#apply({ kind: 'found', note });
        this.#later(0);
      },
      (failure: unknown) => {
        this.#apply({ kind: 'failed', error: failure, isPassing: true });
        this.#later(retryMs);
      },
    );
  }

  #apply(fact: NoteFact): void {
    const before = this.#draft;
    this.#draft = reduceNote(before, fact);
    if (this.#draft === before) return;
    for (const listener of this.#listeners) listener();
  }
}
