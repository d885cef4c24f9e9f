import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { useMongo } from '../../../test/kit/mongo-tests.ts';
import { until } from '../../../test/kit/until.ts';
import type { Collection, Document, Store } from '../store.ts';
import { thingMade } from '../thing-made.kit.ts';
import { rawDocuments } from './mongo.kit.ts';
import { openMongoStore } from './open-mongo-store.ts';

type Thing = Document & { n?: number; expiresAt?: number };

const mongo = useMongo();

describe('what MongoDB holds', () => {
  let time = 1_000;
  let store: Store;
  let things: Collection<Thing, 'expiry'>;
  let raw: () => Promise<unknown[]>;
  beforeEach(async () => {
    const { url, database } = mongo.place('stored');
    time = 1_000;
    store = await openMongoStore({ url, database, now: () => time, log: silentLog, sweepEveryMs: 10 });
    things = await store.collection<Thing, 'expiry'>({
      name: 'things',
      indexes: { expiry: { fields: ['expiresAt'], expires: true } },
    });
    raw = () => rawDocuments(url, database, 'things');
  });
  afterEach(() => store.close());

  it('is the document as it is, and what the store needs under names of its own', async () => {
    await things.insert({ _id: 'a', n: 1 }, { events: [thingMade('k', 1), thingMade('k', 2)] });
    await things.replace({ _id: 'a', version: 1, n: 2 });
    const mark = expect.any(String);
    const first = 1_000_000;
    expect(await raw()).toMatchObject([
      {
        _id: 'a',
        version: 2,
        n: 2,
        _writes: [mark, mark],
        _since: first,
        _by: mark,
        _events: [{ at: first }, { at: first + 1 }],
      },
    ]);
    const pending = await store.pendingEvents(10);
    await store.clearEvents(pending.slice(0, 1));
    expect(await raw()).toMatchObject([{ _since: first + 1, _events: [{ at: first + 1 }] }]);
    await store.clearEvents(pending);
    await store.clearEvents(pending);
    expect(await raw()).toEqual([{ _id: 'a', version: 2, n: 2, _writes: [mark, mark] }]);
    for (let version = 2; version < 8; version++) await things.replace({ _id: 'a', version });
    expect(await raw()).toEqual([{ _id: 'a', version: 8, _writes: [mark, mark, mark, mark] }]);
  });

  it('of a removed document goes when its events are published', async () => {
    await things.insert({ _id: 'a', n: 1 }, { events: [thingMade('k', 1)] });
    await things.insert({ _id: 'b', n: 1 });
    await things.remove('b', 1);
    await things.remove('a', 1);
    await until(async () => (await raw()).length === 1);
    const pending = await store.pendingEvents(10);
    await Promise.all([store.clearEvents(pending), store.clearEvents(pending)]);
    await until(async () => (await raw()).length === 0);
  });

  it('of an expired one stays until its events are published', async () => {
    await things.insert({ _id: 'a', expiresAt: 2_000 }, { events: [thingMade('k', 1)] });
    await things.insert({ _id: 'b', expiresAt: 2_000 });
    time = 2_000;
    await until(async () => (await raw()).length === 1);
    await store.clearEvents(await store.pendingEvents(10));
    await until(async () => (await raw()).length === 0);
  });
});
