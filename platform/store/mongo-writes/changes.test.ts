import { describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { type Document, DuplicateKey } from '../store.ts';
import { Changes } from './changes.ts';
import type { ReplaceOutcome } from './replace-together.ts';

type Thing = Document & { n: number; key?: string };

/** One stored document, and what the server answers to the writes of it, in turn; then each is done. */
function setUp(answers: ReplaceOutcome[] = []) {
  let stored: Thing | undefined = { _id: 'a', version: 1, n: 0 };
  const written: Thing[] = [];
  const changes = new Changes<Thing>({
    read: async () => stored && { document: { ...stored }, isUnsure: false },
    write: async (base, document) => {
      expect(base.document).toEqual(stored);
      written.push(document);
      const outcome = answers.shift() ?? ({ kind: 'done' } as const);
      if (outcome.kind === 'done') stored = document;
      return outcome;
    },
    check: ({ n }) => {
      if (n < 0) throw new TypeError('no');
    },
    differInKeys: (one, other) => one.key !== other.key,
    notFound: () => new Refusal('not_found', 'not there'),
    random: () => 0,
  });
  const add = (n = 1) => changes.change('a', (thing) => ({ document: { ...thing, n: thing.n + n } }));
  const remove = () => {
    stored = undefined;
  };
  return { changes, written, add, remove };
}

describe('changes of one document', () => {
  it('that arrive together are written as one, and each is told its own', async () => {
    const { add, written } = setUp();
    const told = await Promise.all([add(), add(10), add(100)]);
    expect(told).toMatchObject([
      { n: 1, version: 2 },
      { n: 11, version: 3 },
      { n: 111, version: 4 },
    ]);
    expect(written).toMatchObject([{ n: 111, version: 4 }]);
  });

  it('are computed anew when another process was faster', async () => {
    const { add, written, changes } = setUp([{ kind: 'conflict' }, { kind: 'conflict' }]);
    const looked = changes.change('a', () => undefined);
    expect(await Promise.all([add(), add(), looked])).toMatchObject([{ n: 1 }, { n: 2 }, { n: 0 }]);
    expect(written).toHaveLength(3);
  });

  it('give up after a hundred tries', async () => {
    const { add, written } = setUp(Array.from({ length: 200 }, () => ({ kind: 'conflict' }) as const));
    await expect(add()).rejects.toMatchObject({ code: 'conflict' });
    expect(written).toHaveLength(100);
  });

  it('of a unique key are each decided by the server', async () => {
    const { add, changes, written } = setUp([{ kind: 'done' }, { kind: 'duplicate', index: 'byKey' }]);
    const take = (key: string) => changes.change('a', (thing) => ({ document: { ...thing, key } }));
    const settled = await Promise.allSettled([add(), take('taken'), add(), take('free'), add()]);
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(settled[1]).toMatchObject({ reason: expect.any(DuplicateKey) });
    expect(written.map(({ n, key }) => [n, key])).toEqual([
      [1, undefined],
      [1, 'taken'],
      [2, undefined],
      [2, 'free'],
      [3, 'free'],
    ]);
  });

  it('that fail take none along, and are told only when what they saw is written', async () => {
    const { add, changes, written } = setUp([{ kind: 'conflict' }]);
    const seen: number[] = [];
    const refuse = () =>
      changes.change('a', ({ n }) => {
        seen.push(n);
        throw new RangeError(`no ${n}`);
      });
    const settled = await Promise.allSettled([add(), refuse(), add(-5), add()]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(settled.slice(1, 3)).toMatchObject([
      { reason: { message: 'no 1' } },
      { reason: expect.any(TypeError) },
    ]);
    expect(seen).toEqual([1, 1]);
    expect(written.at(-1)).toMatchObject({ n: 2, version: 3 });
  });

  it('of one that is gone are refused', async () => {
    const { add, remove } = setUp();
    remove();
    await expect(add()).rejects.toMatchObject({ code: 'not_found' });
  });
});
