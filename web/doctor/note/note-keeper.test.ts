import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { VisitNote } from '#contracts/visits/visit.ts';
import { wordOf } from './note-draft.ts';
import { NoteKeeper } from './note-keeper.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

/** A server that keeps one note and refuses what rests on an old version. */
function aServer() {
  let note = VisitNote.parse({
    visitId: id,
    text: '',
    status: 'draft',
    writtenBy: id,
    savedAt: 0,
    version: 0,
  });
  const saves: string[] = [];
  let failures: Refusal[] = [];
  return {
    saves,
    note: () => note,
    failNext: (...codes: string[]) => {
      failures = codes.map((code) => new Refusal(code, code));
    },
    write: async ({ text, status, version }: Pick<VisitNote, 'text' | 'status' | 'version'>) => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      if (version !== note.version) throw new Refusal('version_mismatch', 'Older.');
      saves.push(text);
      note = { ...note, text, status, version: version + 1 };
      return note;
    },
    read: async () => note,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function open() {
  const server = aServer();
  const keeper = await NoteKeeper.create(server);
  return { server, keeper, word: () => wordOf(keeper.read()) };
}

describe('the keeper of a note', () => {
  it('saves once the hands rest', async () => {
    const { server, keeper, word } = await open();
    for (const text of ['R', 'Re', 'Rest']) keeper.type(text);
    expect(word()).toBe('typing');
    await vi.advanceTimersByTimeAsync(800);
    expect(server.saves).toEqual(['Rest']);
    expect(word()).toBe('saved');
  });

  it('saves under way when the hands never rest', async () => {
    const { server, keeper } = await open();
    for (let letters = 1; letters <= 40; letters += 1) {
      keeper.type('x'.repeat(letters));
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(server.saves.length).toBeGreaterThanOrEqual(2);
  });

  it('tries again by itself when the server cannot be reached, and loses nothing', async () => {
    const { server, keeper, word } = await open();
    server.failNext('unavailable', 'unavailable');
    keeper.type('Rest');
    await vi.advanceTimersByTimeAsync(800);
    expect(word()).toBe('failed');
    expect(keeper.isUnsaved).toBe(true);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(server.saves).toEqual(['Rest']);
    expect(word()).toBe('saved');
  });

  it('does not try again what was refused, until something else is typed', async () => {
    const { server, keeper, word } = await open();
    server.failNext('too_large');
    keeper.type('Rest');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(word()).toBe('refused');
    expect(server.saves).toEqual([]);
    keeper.type('Less');
    await vi.advanceTimersByTimeAsync(800);
    expect(server.saves).toEqual(['Less']);
  });

  it('asks which text stays when another window wrote, and saves mine on top of it', async () => {
    const { server, keeper, word } = await open();
    await server.write({ text: 'Theirs', status: 'draft', version: 0 });
    keeper.type('Mine');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(word()).toBe('conflict');
    expect(server.note().text).toBe('Theirs');
    keeper.choose('kept-mine');
    await vi.advanceTimersByTimeAsync(10);
    expect(server.note().text).toBe('Mine');
    expect(word()).toBe('saved');
  });

  it('signs what stands in the box', async () => {
    const { server, keeper, word } = await open();
    keeper.type('Rest');
    keeper.sign();
    await vi.advanceTimersByTimeAsync(10);
    expect(server.note()).toMatchObject({ text: 'Rest', status: 'signed' });
    expect(word()).toBe('signed');
  });

  it('sends at once what is unsaved when it is flushed, and nothing when all is saved', async () => {
    const { server, keeper } = await open();
    keeper.flush();
    keeper.type('Rest');
    keeper.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(server.saves).toEqual(['Rest']);
  });
});
