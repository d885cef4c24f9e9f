import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '#contracts/event.ts';
import { until } from '../../test/kit/until.ts';
import { type Document, DuplicateKey, type PendingEvents, type Store, VersionConflict } from './store.ts';
import { type OpenPlace, storePropertiesSuite } from './store-properties.suite.ts';
import { thingMade } from './thing-made.kit.ts';

type Thing = Document & { name?: string | null; n?: number; nested?: { list: number[] } };

const things = {
  name: 'things',
  indexes: { byName: { fields: ['name'], unique: true }, byN: { fields: ['n'] } },
} as const;

const event = (type: string): EventEnvelope => ({ ...thingMade('k', 0), type });

/** What every store promises. */
export function storeSuite(name: string, open: OpenPlace): void {
  describe(`store on ${name}`, () => {
    let places = 0;
    let place = '';
    let store: Store;
    beforeEach(async () => {
      place = `suite-${places++}`;
      store = await open(place);
    });
    afterEach(() => store.close());
    const reopen = async () => {
      await store.close();
      store = await open(place);
    };
    const openThings = () => store.collection<Thing, keyof typeof things.indexes>(things);

    describe('documents', () => {
      it('gives back what was inserted, as copies of its own', async () => {
        const collection = await openThings();
        const draft = { _id: 'a', name: 'Ann', nested: { list: [1, 2] }, n: undefined };
        const inserted = await collection.insert(draft as never);
        draft.nested.list.push(3);
        expect(inserted).toStrictEqual({ _id: 'a', version: 1, name: 'Ann', nested: { list: [1, 2] } });
        inserted.nested?.list.push(4);
        const read = await collection.get('a');
        expect(read).toStrictEqual({ _id: 'a', version: 1, name: 'Ann', nested: { list: [1, 2] } });
        read.nested?.list.push(5);
        expect((await collection.get('a')).nested?.list).toEqual([1, 2]);
      });

      it('finds nothing by an unknown id, and refuses to get it', async () => {
        const collection = await openThings();
        expect(await collection.findById('nobody')).toBeUndefined();
        await expect(collection.get('nobody')).rejects.toMatchObject({ code: 'not_found' });
        await expect(collection.change('nobody', () => undefined)).rejects.toMatchObject({
          code: 'not_found',
        });
      });

      it('takes JSON only', async () => {
        const collection = await store.collection<Document & { value: unknown }>({
          name: 'any',
          indexes: {},
        });
        for (const value of [new Date(), Number.NaN, 1n, () => 1, new Map(), [undefined]]) {
          await expect(collection.insert({ _id: 'x', value })).rejects.toBeInstanceOf(TypeError);
        }
        expect(await collection.findById('x')).toBeUndefined();
      });

      it('refuses what a store keeps for itself, and half characters', async () => {
        const collection = await store.collection<Document & { value?: unknown }>({
          name: 'any',
          indexes: {},
        });
        for (const value of [{ $set: 1 }, { list: [{ $gt: '' }] }, { _bsontype: 'Long' }, { 'a\u{0}': 1 }])
          await expect(collection.insert({ _id: 'x', value })).rejects.toBeInstanceOf(TypeError);
        await expect(collection.insert({ _id: 'x', _events: [] } as never)).rejects.toBeInstanceOf(TypeError);
        const refusal = { code: 'invalid_input' };
        for (const half of ['\ud83d', 'a\udc00b', '\udc00\ud83d']) {
          await expect(collection.insert({ _id: 'x', value: [half] })).rejects.toMatchObject(refusal);
          await expect(collection.insert({ _id: half })).rejects.toMatchObject(refusal);
        }
        const odd = {
          _id: 'a',
          value: { 'dot.ted': { '': 1 }, constructor: 'x', $: undefined },
          '1': '\u{0}\u{1f600}',
        };
        await collection.insert(odd);
        expect(await collection.get('a')).toEqual({
          _id: 'a',
          version: 1,
          value: { 'dot.ted': { '': 1 }, constructor: 'x' },
          '1': '\u{0}\u{1f600}',
        });
      });

      it('keeps them over a close', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 1 });
        await collection.replace({ _id: 'a', version: 1, n: 2 });
        await reopen();
        expect(await (await openThings()).get('a')).toEqual({ _id: 'a', version: 2, n: 2 });
      });

      it('keeps collections apart', async () => {
        const other = await store.collection<Thing>({ ...things, name: 'others' });
        const collection = await openThings();
        await collection.insert({ _id: 'a', name: 'x' });
        await other.insert({ _id: 'a', name: 'x' });
        await other.remove('a', 1);
        expect(await collection.count({ index: 'byName' })).toBe(1);
      });
    });

    describe('versions', () => {
      it('replaces and removes the stored version only', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 1 });
        expect(await collection.replace({ _id: 'a', version: 1, n: 2 })).toEqual({
          _id: 'a',
          version: 2,
          n: 2,
        });
        await expect(collection.replace({ _id: 'a', version: 1, n: 3 })).rejects.toBeInstanceOf(
          VersionConflict,
        );
        await expect(collection.remove('a', 1)).rejects.toBeInstanceOf(VersionConflict);
        await collection.remove('a', 2);
        await expect(collection.remove('a', 2)).rejects.toBeInstanceOf(VersionConflict);
        await expect(collection.replace({ _id: 'a', version: 2 })).rejects.toBeInstanceOf(VersionConflict);
      });

      it('lets one of 40 racing writers win', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 0 });
        const writes = Array.from({ length: 40 }, (_, n) => collection.replace({ _id: 'a', version: 1, n }));
        const settled = await Promise.allSettled(writes);
        const won = settled.filter(({ status }) => status === 'fulfilled');
        expect(won).toHaveLength(1);
        expect(
          settled.filter((one) => one.status === 'rejected' && one.reason instanceof VersionConflict),
        ).toHaveLength(39);
        expect(won[0]).toMatchObject({ value: await collection.get('a') });
      });

      it('loses none of many changes at once', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 0 });
        const add = ({ n = 0, ...thing }: Thing) => ({ document: { ...thing, n: n + 1 } });
        const changed = await Promise.all(Array.from({ length: 200 }, () => collection.change('a', add)));
        expect(await collection.get('a')).toEqual({ _id: 'a', version: 201, n: 200 });
        expect(new Set(changed.map(({ n }) => n)).size).toBe(200);
      });

      it('builds a change on what is there, not on a write that is refused in the same moment', async () => {
        const things = await openThings();
        const add = (n: number) =>
          things.change('a', (thing) => ({ document: { ...thing, n: (thing.n ?? 0) + n } }));
        await things.insert({ _id: 'a', n: 1 });
        const second = things.insert({ _id: 'a', n: 100 });
        const added = add(1);
        await expect(second).rejects.toBeInstanceOf(DuplicateKey);
        expect(await added).toMatchObject({ n: 2, version: 2 });
        const first = things.replace({ _id: 'a', version: 2, n: 10 });
        const late = things.replace({ _id: 'a', version: 2, n: 1_000 });
        const last = add(1);
        await expect(late).rejects.toBeInstanceOf(VersionConflict);
        await first;
        expect(await last).toMatchObject({ n: 11, version: 4 });
      });

      it('tries a change again when a replace came between', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 0 });
        const writes = Array.from({ length: 60 }, (_, turn) =>
          turn % 3 === 0
            ? collection.replace({ _id: 'a', version: 1 + turn, n: 1_000 }).catch((error: unknown) => error)
            : collection.change('a', ({ n = 0, ...thing }) => ({ document: { ...thing, n: n + 1 } })),
        );
        const outcomes = await Promise.all(writes);
        const lost = outcomes.filter((outcome) => outcome instanceof Error);
        expect(lost.every((error) => error instanceof VersionConflict)).toBe(true);
        expect((await collection.get('a')).version).toBe(1 + 60 - lost.length);
      });

      it('leaves a document alone when the change says so', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 0 });
        expect(await collection.change('a', () => undefined)).toEqual({ _id: 'a', version: 1, n: 0 });
      });

      it('answers what a change looked at, also while that is being written', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 0 });
        const once = ({ n, ...thing }: Thing) => (n === 0 ? { document: { ...thing, n: 1 } } : undefined);
        const changed = await Promise.all(Array.from({ length: 5 }, () => collection.change('a', once)));
        expect(changed).toEqual(Array.from({ length: 5 }, () => ({ _id: 'a', version: 2, n: 1 })));
      });

      it('throws what a change throws, and writes nothing', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', n: 0 });
        const refuse = () => {
          throw new RangeError('no');
        };
        await expect(collection.change('a', refuse)).rejects.toBeInstanceOf(RangeError);
        expect((await collection.get('a')).version).toBe(1);
      });
    });

    describe('unique indexes', () => {
      it('hold documents that carry the field, null too, and no others', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a' });
        await collection.insert({ _id: 'b' });
        await collection.insert({ _id: 'c', name: null });
        await expect(collection.insert({ _id: 'd', name: null })).rejects.toMatchObject({ index: 'byName' });
        await collection.insert({ _id: 'e', name: 'x' });
        await expect(collection.insert({ _id: 'f', name: 'x' })).rejects.toBeInstanceOf(DuplicateKey);
        await expect(collection.insert({ _id: 'e' })).rejects.toMatchObject({ index: '_id' });
        await expect(collection.replace({ _id: 'a', version: 1, name: 'x' })).rejects.toMatchObject({
          index: 'byName',
        });
        await collection.replace({ _id: 'e', version: 1, name: 'y' });
        await collection.replace({ _id: 'a', version: 1, name: 'x' });
      });

      it('fail one write of those that arrive together, not its neighbours', async () => {
        const collection = await openThings();
        const writes = ['x', 'y', 'x', 'z', 'y'].map((key, n) =>
          collection.insert({ _id: `i${n}`, name: key }),
        );
        const settled = await Promise.allSettled([...writes, collection.remove('never', 1)]);
        expect(settled.map(({ status }) => status)).toEqual([
          'fulfilled',
          'fulfilled',
          'rejected',
          'fulfilled',
          'rejected',
          'rejected',
        ]);
        expect(await collection.count({ index: 'byName' })).toBe(3);
      });
    });

    describe('lists', () => {
      const fill = async (count: number) => {
        const collection = await openThings();
        await Promise.all(
          Array.from({ length: count }, (_, n) => collection.insert({ _id: `i${1_000 + n}`, n: n % 7 })),
        );
        return collection;
      };

      it('end where they were asked to, and go on from there', async () => {
        const collection = await fill(50);
        const seen: string[] = [];
        for (let cursor: string | undefined; ; ) {
          const page = await collection.find({ index: 'byN', limit: 7, ...(cursor ? { cursor } : {}) });
          seen.push(...page.items.map(({ _id }) => _id));
          cursor = page.nextCursor;
          if (cursor === undefined) break;
        }
        expect(seen).toHaveLength(50);
        expect(new Set(seen).size).toBe(50);
      });

      it('neither skip nor repeat when documents come and go between pages', async () => {
        const collection = await fill(30);
        const first = await collection.find({ index: 'byN', limit: 10 });
        const last = first.items.at(-1)!;
        await collection.remove(last._id, last.version);
        await collection.insert({ _id: 'before', n: -1 });
        await collection.insert({ _id: 'after', n: 99 });
        const rest = await collection.find({ index: 'byN', limit: 100, cursor: first.nextCursor! });
        expect(rest.items).toHaveLength(21);
        expect(rest.items.at(-1)?._id).toBe('after');
        const repeated = rest.items.filter(({ _id }) => first.items.some((item) => item._id === _id));
        expect(repeated).toEqual([]);
      });

      it('refuse the cursor of another list, and one that was made up', async () => {
        const collection = await fill(20);
        const { nextCursor } = await collection.find({
          index: 'byN',
          range: { field: 'n', from: 1 },
          limit: 2,
        });
        const cursor = nextCursor!;
        const refusal = { code: 'invalid_input' };
        await expect(collection.find({ index: 'byN', cursor })).rejects.toMatchObject(refusal);
        const range = { field: 'n', from: 2 };
        await expect(collection.find({ index: 'byN', range, cursor })).rejects.toMatchObject(refusal);
        for (const made of ['', 'x', cursor.slice(1), Buffer.from('[]').toString('base64url')]) {
          await expect(collection.find({ index: 'byN', cursor: made })).rejects.toMatchObject(refusal);
        }
        const other = await store.collection<Thing, 'byN'>({
          name: 'others',
          indexes: { byN: { fields: ['n'] } },
        });
        await expect(
          other.find({ index: 'byN', range: { field: 'n', from: 1 }, cursor }),
        ).rejects.toMatchObject(refusal);
      });

      it('sort null before numbers before strings before booleans, strings by code points', async () => {
        const collection = await store.collection<Document & { v: unknown }, 'v'>({
          name: 'mixed',
          indexes: { v: { fields: ['v'] } },
        });
        const sorted = [
          null,
          -1e300,
          -2,
          0,
          0.5,
          10,
          '',
          '1',
          'A',
          'a',
          'aa',
          'é',
          '\u{ffff}',
          '\u{10000}',
          false,
          true,
        ];
        await Promise.all(sorted.toReversed().map((v, n) => collection.insert({ _id: `i${n}`, v })));
        const { items } = await collection.find({ index: 'v' });
        expect(items.map(({ v }) => v)).toEqual(sorted);
        const numbers = await collection.find({ index: 'v', range: { field: 'v', to: 0 } });
        expect(numbers.items.map(({ v }) => v)).toEqual([-1e300, -2, 0]);
        const strings = await collection.find({
          index: 'v',
          range: { field: 'v', after: 'a' },
          order: 'descending',
        });
        expect(strings.items.map(({ v }) => v)).toEqual(['\u{10000}', '\u{ffff}', 'é', 'aa']);
      });

      it('throw when the query does not fit the index', async () => {
        const collection = await fill(1);
        await expect(collection.find({ index: 'byN', equals: { name: 'x' } })).rejects.toBeInstanceOf(
          TypeError,
        );
        await expect(
          collection.find({ index: 'byN', range: { field: 'name', to: 1 } }),
        ).rejects.toBeInstanceOf(TypeError);
        await expect(collection.find({ index: 'byN', limit: 1_001 })).rejects.toBeInstanceOf(RangeError);
        await expect(
          collection.find({ index: 'byN', equals: { n: undefined as never } }),
        ).rejects.toBeInstanceOf(TypeError);
      });
    });

    describe('expiry', () => {
      it('removes documents after their moment, and only those', async () => {
        let time = 1_000;
        const sweeping = await open(`${place}-expiry`, { now: () => time, sweepEveryMs: 10 });
        const collection = await sweeping.collection<Document & { expiresAt?: number | null }, 'expiry'>({
          name: 'passing',
          indexes: { expiry: { fields: ['expiresAt'], expires: true } },
        });
        await Promise.all(
          Array.from({ length: 1_200 }, (_, n) => collection.insert({ _id: `old${n}`, expiresAt: 2_000 })),
        );
        await collection.insert({ _id: 'later', expiresAt: 9_000 });
        await collection.insert({ _id: 'never' });
        await collection.insert({ _id: 'null', expiresAt: null });
        time = 2_000;
        await until(async () => (await collection.findById('old1199')) === undefined);
        await until(async () => (await collection.count({ index: 'expiry' })) === 2);
        expect(await collection.findById('later')).toBeDefined();
        expect(await collection.findById('never')).toBeDefined();
        expect(await collection.findById('null')).toBeDefined();
        await sweeping.close();
      });
    });

    describe('events', () => {
      it('are pending after the commit, in order, until they are cleared, over a close too', async () => {
        const collection = await openThings();
        const [one, two, three, other] = ['one', 'two', 'three', 'other'].map(event) as [
          EventEnvelope,
          ...EventEnvelope[],
        ];
        await collection.insert({ _id: 'a' }, { events: [one, two!] });
        await collection.insert({ _id: 'b' }, { events: [other!] });
        await collection.change('a', (document) => ({ document, events: [three!] }));
        await reopen();
        const pending = await store.pendingEvents(10);
        expect(pending.flatMap((write) => write.events.map((event) => [write.documentId, event]))).toEqual([
          ['a', one],
          ['a', two],
          ['b', other],
          ['a', three],
        ]);
        expect(await store.pendingEvents(2)).toEqual(pending.slice(0, 2));
        const places = pending.map(({ position }) => position);
        expect(places).toEqual(places.toSorted((first, second) => first - second));
        const left = async () => (await store.pendingEvents(10)).flatMap(({ events }) => events);
        const of = async (documentId: string) =>
          (await store.pendingEventsOf([{ collection: 'things', documentId }])).flatMap(
            ({ events }) => events,
          );
        expect([await of('a'), await of('b'), await of('c')]).toEqual([[one, two, three], [other], []]);
        await store.clearEvents([pending[0]!, pending[2]!]);
        await store.clearEvents([pending[2]!]);
        expect(await left()).toEqual([two, three]);
        expect([await of('a'), await of('b')]).toEqual([[two, three], []]);
        await store.clearEvents(pending);
        expect(await left()).toEqual([]);
      });

      it('are cleared as they were told, while others come', async () => {
        const collection = await openThings();
        const told: PendingEvents[] = [];
        store.onEvents((pending) => void told.push(...pending));
        await collection.insert({ _id: 'a', name: 'x' }, { events: [event('one'), event('two')] });
        const refused = collection.insert({ _id: 'b', name: 'x' }, { events: [event('refused')] });
        await Promise.allSettled([refused, collection.insert({ _id: 'c' }, { events: [event('three')] })]);
        const later = collection.insert({ _id: 'd' }, { events: [event('four')] });
        await Promise.all([store.clearEvents(told.slice(0, 2)), later]);
        const types = async () =>
          (await store.pendingEvents(10)).flatMap(({ events }) => events.map(({ type }) => type));
        expect(await types()).toEqual(['four']);
        await reopen();
        await (await openThings()).insert({ _id: 'e' }, { events: [event('five')] });
        expect(await types()).toEqual(['four', 'five']);
      });

      it('of a write that failed are not there', async () => {
        const collection = await openThings();
        const heard: string[] = [];
        store.onEvents((pending) =>
          heard.push(...pending.flatMap(({ events }) => events.map(({ type }) => type))),
        );
        const lost = [event('lost')];
        await collection.insert({ _id: 'a', name: 'x' }, { events: [event('kept')] });
        await expect(collection.insert({ _id: 'b', name: 'x' }, { events: lost })).rejects.toThrow();
        await expect(collection.replace({ _id: 'a', version: 9 }, { events: lost })).rejects.toThrow();
        expect(
          (await store.pendingEvents(10)).flatMap(({ events }) => events.map(({ type }) => type)),
        ).toEqual(['kept']);
        expect(heard).toEqual(['kept']);
      });

      it('are told after their commit, in its order', async () => {
        const collection = await openThings();
        const heard: string[] = [];
        store.onEvents((pending) =>
          heard.push(...pending.flatMap(({ events }) => events.map(({ type }) => type))),
        );
        await collection.insert({ _id: 'a', n: 0 });
        const changes = Array.from({ length: 20 }, (_, n) =>
          collection.change('a', (document) => ({ document, events: [event(`e${n}`)] })),
        );
        await Promise.all(changes);
        expect(heard).toEqual(Array.from({ length: 20 }, (_, n) => `e${n}`));
        expect(
          (await store.pendingEvents(100)).flatMap(({ events }) => events.map(({ type }) => type)),
        ).toEqual(heard);
      });

      it('outlive their document', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a' }, { events: [event('made')] });
        await collection.remove('a', 1);
        expect(await store.pendingEvents(10)).toMatchObject([
          { documentId: 'a', events: [{ type: 'made' }] },
        ]);
      });

      it('of a removed document come before those of another with its id, and nothing else is left of it', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', name: 'x', n: 1 }, { events: [event('one')] });
        await collection.remove('a', 1);
        expect(await collection.findById('a')).toBeUndefined();
        await expect(collection.get('a')).rejects.toMatchObject({ code: 'not_found' });
        await expect(collection.replace({ _id: 'a', version: 1 })).rejects.toBeInstanceOf(VersionConflict);
        await expect(collection.remove('a', 1)).rejects.toBeInstanceOf(VersionConflict);
        expect(await collection.count({ index: 'byN' })).toBe(0);
        await collection.insert({ _id: 'b', name: 'x' });
        const taken = collection.insert({ _id: 'a', name: 'x' }, { events: [event('refused')] });
        await expect(taken).rejects.toMatchObject({ index: 'byName' });
        const twice = ['two', 'three'].map((type, n) =>
          collection.insert({ _id: 'a', n }, { events: [event(type)] }),
        );
        const [second, third] = await Promise.allSettled(twice);
        expect(second).toMatchObject({ status: 'fulfilled', value: { _id: 'a', version: 1, n: 0 } });
        expect(third).toMatchObject({ status: 'rejected', reason: { index: '_id' } });
        const pending = await store.pendingEvents(10);
        expect(pending.flatMap(({ events }) => events.map(({ type }) => type))).toEqual(['one', 'two']);
        await store.clearEvents(pending);
        expect(await collection.get('a')).toEqual({ _id: 'a', version: 1, n: 0 });
        expect(await store.pendingEvents(10)).toEqual([]);
      });
    });

    describe('declarations', () => {
      it('may change: new indexes are filled, old ones go', async () => {
        const collection = await openThings();
        await collection.insert({ _id: 'a', name: 'x', n: 2 });
        await collection.insert({ _id: 'b', name: 'y', n: 1 });
        await reopen();
        const second = await store.collection<Thing, 'byBoth'>({
          name: 'things',
          indexes: { byBoth: { fields: ['n', 'name'] } },
        });
        await second.insert({ _id: 'c', name: 'x', n: 0 });
        expect((await second.find({ index: 'byBoth' })).items.map(({ _id }) => _id)).toEqual(['c', 'b', 'a']);
        await reopen();
        const third = await store.collection<Thing, 'name'>({
          name: 'things',
          indexes: { name: { fields: ['name'] } },
        });
        await reopen();
        await expect(openThings()).rejects.toThrow();
        expect(third).toBeDefined();
      });
    });

    it('is one for all who open a collection, and refuses two declarations of it', async () => {
      const [one, two] = [await openThings(), await openThings()];
      await one.insert({ _id: 'a', n: 1 });
      expect(await two.get('a')).toEqual(await one.get('a'));
      await expect(store.collection({ name: 'things', indexes: {} })).rejects.toBeInstanceOf(TypeError);
    });

    it('closes twice, and takes no write after', async () => {
      const collection = await openThings();
      const write = collection.insert({ _id: 'a' });
      await store.close();
      await write;
      await store.close();
      await expect(collection.insert({ _id: 'b' })).rejects.toMatchObject({ code: 'unavailable' });
    });
  });

  storePropertiesSuite(name, open);
}
