import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import type { MongoServer } from '../../../test/kit/mongo.ts';
import { useMongo } from '../../../test/kit/mongo-tests.ts';
import { until } from '../../../test/kit/until.ts';
import { openMongoStore } from '../mongo/open-mongo-store.ts';
import type { Collection, Document } from '../store.ts';
import { thingMade } from '../thing-made.kit.ts';

type Thing = Document & { n: number };

const mongo = useMongo();
const event = (n: number) => thingMade('k', n);

/** Writers that go on whatever happens, and what they were told. */
function startWriting(things: Collection<Thing>) {
  const told = {
    inserted: new Map<string, string>(),
    counted: 0,
    changes: 0,
    unknownChanges: 0,
    wrong: [] as unknown[],
  };
  let isOver = false;
  const forEver = async (write: (n: number) => Promise<void>, onUnknown = () => {}) => {
    for (let n = 0; !isOver; n++) {
      try {
        await write(n);
      } catch (error) {
        if (error instanceof Refusal && error.code === 'unavailable') onUnknown();
        else told.wrong.push(error);
      }
    }
  };
  const insert = async (_id: string, n: number) => {
    const one = event(n);
    await things.insert({ _id, n }, { events: [one] });
    told.inserted.set(_id, one.id);
  };
  const count = async () => {
    const add = (counter: Thing) => ({ document: { ...counter, n: counter.n + 1 } });
    const { n } = await things.change('counter', add);
    told.changes++;
    told.counted = Math.max(told.counted, n);
  };
  const writers = Array.from({ length: 6 }, (_, writer) => forEver((n) => insert(`${writer} ${n}`, n)));
  const counters = Array.from({ length: 3 }, () => forEver(count, () => told.unknownChanges++));
  const end = async () => {
    isOver = true;
    await Promise.all([...writers, ...counters]);
  };
  return { told, end };
}

describe('a database server that is killed', () => {
  let server: MongoServer;
  let store: Awaited<ReturnType<typeof openMongoStore>>;
  beforeEach(async ({ skip }) => {
    server = mongo.server();
    skip(!server.isOwn, 'the database server is not ours to kill');
    const place = mongo.place('killed');
    store = await openMongoStore({ ...place, now: Date.now, log: silentLog, patienceMs: 800 });
  });
  afterEach(() => store.close());

  it('loses nothing that was acknowledged, and the store goes on by itself', async () => {
    const things = await store.collection<Thing>({ name: 'things', indexes: { n: { fields: ['n'] } } });
    await things.insert({ _id: 'counter', n: 0 });
    const { told, end } = startWriting(things);
    for (let kills = 1; kills <= 3; kills++) {
      const before = told.inserted.size;
      await until(() => told.inserted.size > before + 60, {
        withinMs: 15_000,
        why: () => told.inserted.size,
      });
      await server.kill();
      await server.start();
    }
    const after = told.inserted.size;
    await until(() => told.inserted.size > after + 60, { withinMs: 15_000, why: () => told.inserted.size });
    await end();

    const there = await Promise.all([...told.inserted.keys()].map((id) => things.findById(id)));
    expect(there.filter((thing) => thing === undefined)).toEqual([]);
    const pending = (await store.pendingEvents(100_000)).flatMap(({ events }) => events.map(({ id }) => id));
    const ids = new Set<string>(pending);
    expect(pending).toHaveLength(ids.size);
    expect([...told.inserted.values()].filter((id) => !ids.has(id))).toEqual([]);
    const { n } = await things.get('counter');
    expect(n).toBeGreaterThanOrEqual(Math.max(told.counted, told.changes));
    expect(n).toBeLessThanOrEqual(told.changes + told.unknownChanges);
    expect(told.wrong).toEqual([]);
  });

  it('is what /readyz hears of, until it is back', async () => {
    await store.check();
    await server.kill();
    await expect(store.check()).rejects.toMatchObject({ code: 'unavailable' });
    await server.start();
    await store.check();
  });

  it('frozen, not dead, holds nobody for ever', async () => {
    const things = await store.collection<Thing>({ name: 'things', indexes: {} });
    await server.pause();
    try {
      await expect(things.insert({ _id: 'late', n: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    } finally {
      server.continue();
    }
    await until(() => things.insert({ _id: newUuid(), n: 1 }));
  });
});
