import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { systemNow } from '#platform/clock.ts';
import { Engine } from '../sqlite-writer/engine.ts';
import type { GroupOutcome } from '../sqlite-writer/operations.ts';
import type { Document } from '../store.ts';
import { GroupCommit } from './group-commit.ts';
import { Reader } from './reader.ts';
import { SqliteStore } from './sqlite-store.ts';

type Thing = Document & { n: number };

/** A store whose commits are visible at once, as SQLite's are, and durable only when the test says so. */
async function openHeld() {
  const db = new DatabaseSync(':memory:');
  const engine = new Engine(db);
  const groups: number[] = [];
  let isHeld = false;
  let waiting: (() => void)[] = [];
  let failure: Error | undefined;
  const commit = new GroupCommit({
    async commit(operations): Promise<GroupOutcome> {
      const outcome = engine.run(operations);
      groups.push(operations.length);
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      if (failure) throw failure;
      return outcome;
    },
    close: async () => db.close(),
  });
  const store = new SqliteStore({ reader: new Reader(db), commit, now: systemNow, sweepEveryMs: 60_000 });
  const things = await store.collection<Thing>({ name: 'things', indexes: { n: { fields: ['n'] } } });
  groups.length = 0;
  const release = (error?: Error) => {
    isHeld = false;
    failure = error;
    for (const resolve of waiting.splice(0)) resolve();
  };
  const hold = () => {
    isHeld = true;
    waiting = [];
  };
  return { store, things, groups, hold, release };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
};

/** What a promise came to so far. */
function watch(promise: Promise<unknown>) {
  const state: { is: 'waiting' | 'resolved' | 'rejected' } = { is: 'waiting' };
  promise.then(
    () => (state.is = 'resolved'),
    () => (state.is = 'rejected'),
  );
  return state;
}

describe('what is not durable yet', () => {
  it('is told to nobody: neither the writer, nor a reader, nor the loser of a race', async () => {
    const { store, things, hold, release } = await openHeld();
    hold();
    const write = watch(things.insert({ _id: 'a', n: 1 }));
    const twin = watch(things.insert({ _id: 'a', n: 2 }));
    await turns(3);
    const reads = [
      things.findById('a'),
      things.get('a'),
      things.find({ index: 'n' }),
      store.pendingEvents(1),
    ].map(watch);
    const other = watch(things.findById('b'));
    await turns(3);
    expect([write.is, twin.is, ...reads.map(({ is }) => is)]).toEqual(Array(6).fill('waiting'));
    expect(other.is).toBe('resolved');
    release();
    await turns(3);
    expect([write.is, twin.is, ...reads.map(({ is }) => is)]).toEqual([
      'resolved',
      'rejected',
      ...Array(4).fill('resolved'),
    ]);
    await store.close();
  });

  it('can be built on: changes of one document share a group', async () => {
    const { store, things, groups, hold, release } = await openHeld();
    await things.insert({ _id: 'a', n: 0 });
    hold();
    const add = () => things.change('a', (thing) => ({ document: { ...thing, n: thing.n + 1 } }));
    const first = Array.from({ length: 5 }, add);
    await turns(3);
    const second = Array.from({ length: 7 }, add);
    await turns(3);
    release();
    await Promise.all([...first, ...second]);
    expect(groups.slice(-2)).toEqual([5, 7]);
    expect((await things.get('a')).n).toBe(12);
    await store.close();
  });

  it('groups what arrives in one turn, and what arrives while a group is on its way', async () => {
    const { store, things, groups, hold, release } = await openHeld();
    hold();
    const early = [1, 2, 3].map((n) => things.insert({ _id: `early ${n}`, n }));
    await turns(2);
    const late = [1, 2, 3, 4].map((n) => things.insert({ _id: `late ${n}`, n }));
    await turns(2);
    release();
    await Promise.all([...early, ...late]);
    expect(groups).toEqual([3, 4]);
    await store.close();
  });

  it('may be lost when the disk fails, so nothing is promised any more', async () => {
    const { things, hold, release } = await openHeld();
    hold();
    const write = things.insert({ _id: 'a', n: 1 });
    await turns(3);
    const read = things.findById('a');
    release(new Error('EIO: i/o error, fdatasync'));
    const refusal = { status: 'rejected', reason: { code: 'unavailable' } };
    expect(await Promise.allSettled([write, read])).toMatchObject([refusal, refusal]);
    await expect(things.insert({ _id: 'b', n: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(things.get('a')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
