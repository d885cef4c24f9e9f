import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { freePort } from '../../../test/kit/free-port.ts';
import { MongoProxy } from '../../../test/kit/mongo-proxy.ts';
import { openNameServer } from '../../../test/kit/name-server.ts';
import { useMongo } from '../../../test/kit/mongo-tests.ts';
import { failNext } from '../mongo/mongo.kit.ts';
import { openMongoStore } from '../mongo/open-mongo-store.ts';
import {
  type Collection,
  type Document,
  DuplicateKey,
  type PendingEvents,
  type Store,
  VersionConflict,
} from '../store.ts';
import { thingMade } from '../thing-made.kit.ts';

type Thing = Document & { n: number; name?: string };
const declaration = {
  name: 'things',
  indexes: { byName: { fields: ['name'], unique: true }, byN: { fields: ['n'] } },
} as const;

const mongo = useMongo();
const open = (url: string, database: string, patienceMs?: number) =>
  openMongoStore({ url, database, now: Date.now, log: silentLog, ...(patienceMs ? { patienceMs } : {}) });
const openThings = (store: Store) => store.collection<Thing, keyof typeof declaration.indexes>(declaration);

const event = (n: number) => thingMade('k', n);

describe('an address of a database', () => {
  const refused = async (url: string) => {
    const error: unknown = await open(url, 'nowhere', 300).catch((thrown: unknown) => thrown);
    expect(inspect(error, { depth: 9 })).not.toContain('s3cret');
    return error;
  };

  it('where nobody answers stops the start with one sentence that says what to write', async () => {
    const port = await freePort();
    const error = await refused(`mongodb://bedside:s3cret@127.0.0.1:${port}/?authSource=admin`);
    expect(error).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`No database answers at 127.0.0.1:${port}`),
    });
    expect(String(error)).toContain('Write for example MONGODB_URL=mongodb://');
  });

  it('that is none, or whose name is unknown, does so too', async () => {
    for (const url of [
      'postgres://bedside:s3cret@db/x',
      'mongodb://bedside:s3cret@',
      'mongodb://a:s3cret@h:x/',
    ])
      expect(await refused(url)).toMatchObject({
        name: 'ConfigurationError',
        problems: [expect.stringContaining('is not an address of MongoDB')],
      });
    expect(await refused('mongodb+srv://bedside:s3cret@nowhere.example.invalid/')).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('No database answers at nowhere.example.invalid'),
    });
  });
});

describe('an address that a name server knows (mongodb+srv)', () => {
  it('leads to the database', async ({ skip }) => {
    skip(!mongo.server().isOwn, 'the database of MONGODB_URL has an address of its own');
    const { url, database } = mongo.place('named');
    // The driver takes only hosts of the same domain, as which this passes.
    const { hostname, port } = new URL(url);
    const closeNames = await openNameServer({ name: hostname, port: Number(port) });
    try {
      const domain = hostname.slice(hostname.indexOf('.'));
      const named = await open(`mongodb+srv://database${domain}/?tls=false`, database);
      await (await openThings(named)).insert({ _id: 'a', n: 1 });
      await named.close();
    } finally {
      await closeNames();
    }
    const direct = await open(url, database);
    expect(await (await openThings(direct)).get('a')).toMatchObject({ n: 1 });
    await direct.close();
  });
});

describe('two processes of one service', () => {
  let stores: Store[] = [];
  let both: Collection<Thing, keyof typeof declaration.indexes>[] = [];
  beforeEach(async () => {
    const { url, database } = mongo.place('racing');
    stores = await Promise.all([open(url, database), open(url, database)]);
    both = await Promise.all(stores.map(openThings));
  });
  afterEach(() => Promise.all(stores.map((store) => store.close())));

  it('let one of 40 writers of one version win, on either side', async () => {
    for (let round = 0; round < 5; round++) {
      const _id = `a${round}`;
      await both[0]!.insert({ _id, n: 0 });
      const writes = Array.from({ length: 40 }, (_, n) =>
        both[n % 2]!.replace({ _id, version: 1, n: n + 1 }, { events: [event(n)] }),
      );
      const settled = await Promise.allSettled(writes);
      const won = settled.filter(({ status }) => status === 'fulfilled');
      expect(won).toHaveLength(1);
      const lost = settled.filter(
        (one) => one.status === 'rejected' && one.reason instanceof VersionConflict,
      );
      expect(lost).toHaveLength(39);
      expect(won[0]).toMatchObject({ value: await both[1]!.get(_id) });
      expect(await stores[0]!.pendingEvents(100)).toHaveLength(round + 1);
    }
  });

  it('lose none of their changes of the same few things', async () => {
    await both[0]!.insert({ _id: 'a', n: 0 });
    await both[0]!.insert({ _id: 'b', n: 0 });
    const add = (side: number, _id: string) =>
      both[side]!.change(_id, (thing) => ({
        document: { ...thing, n: thing.n + 1 },
        events: [event(thing.n + 1)],
      }));
    for (let wave = 0; wave < 5; wave++) {
      const changes = Array.from({ length: 80 }, (_, turn) => add(turn % 2, turn % 4 < 2 ? 'a' : 'b'));
      await Promise.all(changes);
    }
    for (const _id of ['a', 'b']) {
      expect(await both[1]!.get(_id)).toEqual({ _id, version: 201, n: 200 });
      const pending = (await stores[1]!.pendingEvents(1_000)).filter(({ documentId }) => documentId === _id);
      const told = pending.flatMap(({ events }) => events.map(({ data }) => data['n']));
      expect(told).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    }
  });

  it('give an id and a unique key to one of them', async () => {
    const writes = Array.from({ length: 30 }, (_, n) =>
      both[n % 2]!.insert({ _id: `i${n % 10}`, n, name: `name ${Math.floor(n / 2) % 10}` }),
    );
    const settled = await Promise.allSettled(writes);
    const won = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const reasons = settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
    expect(reasons.filter((reason) => !(reason instanceof DuplicateKey))).toEqual([]);
    const { items } = await both[0]!.find({ index: 'byName' });
    expect(items.toSorted(byId)).toEqual(won.toSorted(byId));
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length);
  });

  it('make the same indexes at the same time, and change them one after the other', async () => {
    const made = {
      name: 'others',
      indexes: { byN: { fields: ['n'] }, byName: { fields: ['name'] } },
    } as const;
    const [one] = await Promise.all(stores.map((store) => store.collection<Thing, 'byN' | 'byName'>(made)));
    await one!.insert({ _id: 'a', n: 1 });
    expect((await one!.find({ index: 'byN' })).items).toHaveLength(1);
  });

  it('of two versions read on while the newer one replaces an index', async () => {
    const [older, newer] = stores;
    const old = await older!.collection<Thing, 'order'>({
      name: 'others',
      indexes: { order: { fields: ['n'] } },
    });
    await Promise.all(Array.from({ length: 9 }, (_, n) => old.insert({ _id: `i${n}`, n: n % 3, name: 'x' })));
    const first = await old.find({ index: 'order', limit: 4 });
    await newer!.collection({ name: 'others', indexes: { order: { fields: ['name', 'n'] } } });
    const rest = await old.find({ index: 'order', cursor: first.nextCursor! });
    expect([...first.items, ...rest.items].map(({ n }) => n)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(await old.count({ index: 'order', equals: { n: 1 } })).toBe(3);
  });
});

const byId = (one: Thing, other: Thing) => (one._id < other._id ? -1 : 1);

describe('an answer that is lost on its way', () => {
  let proxy: MongoProxy;
  let store: Store;
  let things: Collection<Thing, keyof typeof declaration.indexes>;
  beforeEach(async ({ skip }) => {
    skip(!mongo.server().isOwn, 'the database server has an address of its own making');
    const { url, database } = mongo.place('cut');
    proxy = await MongoProxy.create(url);
    store = await open(proxy.url, database, 1_000);
    things = await openThings(store);
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  it('is asked for again: what was written is told as written, once', async () => {
    proxy.loseAnswerTo('insert');
    const inserts = ['a', 'b'].map((_id, n) => things.insert({ _id, n }, { events: [event(n)] }));
    expect(await Promise.all(inserts)).toHaveLength(2);
    proxy.loseAnswerTo('update');
    const replaces = ['a', 'b'].map((_id, n) =>
      things.replace({ _id, version: 1, n: n + 10 }, { events: [event(n)] }),
    );
    expect(await Promise.all(replaces)).toMatchObject([{ version: 2 }, { version: 2 }]);
    proxy.loseAnswerTo('update');
    await things.change('a', (thing) => ({ document: { ...thing, n: thing.n + 1 } }));
    proxy.loseAnswerTo('update');
    await things.remove('b', 2);
    expect(proxy.cuts).toBe(4);
    expect(await things.get('a')).toEqual({ _id: 'a', version: 3, n: 11 });
    expect(await things.findById('b')).toBeUndefined();
    expect(await store.pendingEvents(100)).toHaveLength(4);
  });

  it('and once more leaves open what became of the events: who publishes them is told to look', async () => {
    const told: PendingEvents[] = [];
    store.onEvents((pending) => told.push(...pending));
    await things.insert({ _id: 'a', n: 0 });
    const add = (n: number) =>
      things.change('a', (thing) => ({ document: { ...thing, n }, events: [event(n)] }));
    proxy.loseAnswerTo('update', 2);
    await expect(add(1)).rejects.toMatchObject({ code: 'unavailable' });
    await add(2);
    const ns = (pending: PendingEvents[]) => pending.map(({ events }) => events[0]?.data['n']);
    expect([ns(told), told.map(({ isUnsure }) => isUnsure)]).toEqual([
      [1, 2],
      [true, true],
    ]);
    expect(ns(await store.pendingEventsOf([{ collection: 'things', documentId: 'a' }]))).toEqual([1, 2]);
  });

  it('and cannot be had refuses the write, and reads', async () => {
    await things.insert({ _id: 'a', n: 1 });
    await proxy.close();
    const refusal = { code: 'unavailable' };
    const asked = [
      things.insert({ _id: 'b', n: 2 }),
      things.replace({ _id: 'a', version: 1, n: 2 }),
      things.change('a', (thing) => ({ document: thing })),
      things.remove('a', 1),
      things.get('a'),
      things.find({ index: 'byN' }),
      things.count({ index: 'byN' }),
      store.pendingEvents(1),
    ];
    const settled = await Promise.allSettled<unknown>(asked);
    expect(settled).toMatchObject(asked.map(() => ({ status: 'rejected', reason: refusal })));
    proxy = await MongoProxy.create(mongo.server().url);
  });
});

describe('an error of the server', () => {
  let store: Store & { check: () => Promise<void> | void };
  let things: Collection<Thing, keyof typeof declaration.indexes>;
  beforeEach(async ({ skip }) => {
    const { url, database } = mongo.place('errors');
    store = await open(url, database);
    things = await openThings(store);
    skip(!(await failNext(url, 'nothing', 1)), 'this server does not let a test choose its errors');
  });
  afterEach(() => store.close());

  it('is told in our words', async () => {
    const { url } = mongo.server();
    const after = async (code: number) => {
      await failNext(url, 'insert', code);
      return things.insert({ _id: newUuid(), n: 1 }).then(
        () => 'written',
        (error: unknown) => error,
      );
    };
    const outOfDisk = 14_031;
    expect(await after(outOfDisk)).toMatchObject({ name: 'Refusal', code: 'storage_full' });
    const notMaster = 10_107;
    expect(await after(notMaster)).toBe('written');
    const internalError = 1;
    expect(await after(internalError)).toMatchObject({
      name: 'Error',
      message: 'The database refused with code 1.',
    });
  });

  it('says nothing of what was to be stored', async () => {
    await things.insert({ _id: 'a', n: 1, name: 'Ann Archer' });
    const error: unknown = await things
      .insert({ _id: 'b', n: 1, name: 'Ann Archer' })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DuplicateKey);
    expect(inspect(error, { depth: 9 })).not.toContain('Ann');
  });

  it('about one document that is too large leaves its neighbours alone', async () => {
    const name = 'x'.repeat(17_000_000);
    const [large, small] = await Promise.allSettled([
      things.insert({ _id: 'large', n: 1, name }),
      things.insert({ _id: 'small', n: 1 }),
    ]);
    expect(large).toMatchObject({ status: 'rejected', reason: { code: 'too_large' } });
    expect(small).toMatchObject({ status: 'fulfilled' });
  });
});
