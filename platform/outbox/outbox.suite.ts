import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventEnvelope } from '#contracts/event.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Bus } from '#platform/bus/bus.ts';
import { silentLog } from '#platform/log.ts';
import type { Collection, Document, Store } from '#platform/store/store.ts';
import { until } from '../../test/kit/until.ts';
import { thingMade } from '#platform/store/thing-made.kit.ts';
import { createStream } from './outbox.kit.ts';
import { createOutbox } from './outbox.ts';

/** A bus whose taking of events the test decides. */
function createPublishing(
  take: (events: readonly EventEnvelope[]) => void = () => undefined,
  more: Pick<Bus, 'keepPublishedMs'> = {},
) {
  const { bus, ns } = createStream();
  return { bus: bus(take, more), ns };
}

/** What the outbox of any store promises. */
export function outboxSuite(name: string, openStore: () => Promise<Store>): void {
  describe(`outbox on ${name}`, () => {
    let store: Store;
    let things: Collection<Document>;
    beforeEach(async () => {
      store = await openStore();
      things = await store.collection<Document>({ name: 'things', indexes: {} });
    });
    afterEach(() => store.close());
    const start = async (bus: Bus) => {
      const outbox = createOutbox({ store, bus, log: silentLog, firstRetryMs: 1, longestRetryMs: 5 });
      await outbox.start();
      return outbox;
    };
    const isEmpty = async () => (await store.pendingEvents(1)).length === 0;

    it('publishes what was left, then what is committed, and clears it', async () => {
      await things.insert({ _id: 'a' }, { events: [thingMade('a', 1), thingMade('a', 2)] });
      const { bus, ns } = createPublishing();
      const outbox = await start(bus);
      await things.change('a', (document) => ({ document, events: [thingMade('a', 3)] }));
      await outbox.drain();
      expect(ns('a')).toEqual([1, 2, 3]);
      await things.change('a', (document) => ({ document, events: [thingMade('a', 4)] }));
      await outbox.drain();
      expect(ns('a')).toEqual([1, 2, 3, 4]);
      expect(await isEmpty()).toBe(true);
      await outbox.stop();
    });

    it('keeps everything in order while the bus is away', async () => {
      let isAway = true;
      let tries = 0;
      const { bus, ns } = createPublishing(() => {
        tries++;
        if (isAway) throw new Refusal('unavailable', 'away');
      });
      const outbox = await start(bus);
      await things.insert({ _id: 'a' }, { events: [thingMade('a', 0)] });
      await things.insert({ _id: 'b' }, { events: [thingMade('b', 0)] });
      const changes = Array.from({ length: 1_500 }, (_, n) =>
        things.change(n % 2 ? 'a' : 'b', (document) => ({
          document,
          events: [thingMade(n % 2 ? 'a' : 'b', n + 1)],
        })),
      );
      await Promise.all(changes);
      await until(() => tries > 3);
      expect(ns('a')).toEqual([]);
      isAway = false;
      await outbox.drain();
      expect(ns('a')).toEqual([0, ...Array.from({ length: 750 }, (_, n) => 2 * n + 2)]);
      expect(ns('b')).toEqual([0, ...Array.from({ length: 750 }, (_, n) => 2 * n + 1)]);
      expect(await isEmpty()).toBe(true);
      await outbox.stop();
    });

    it('keeps the order when more is committed than it remembers', async () => {
      const { bus, ns } = createPublishing();
      const outbox = await start(bus);
      await things.insert({ _id: 'a' });
      const writes = Array.from({ length: 7_000 }, (_, n) =>
        things.change('a', (document) => ({ document, events: [thingMade('a', n)] })),
      );
      await Promise.all(writes);
      await outbox.drain();
      const first = [...new Set(ns('a'))];
      expect(first).toEqual(Array.from({ length: 7_000 }, (_, n) => n));
      await outbox.stop();
    });

    it('holds back an event that breaks its contract, and what its document said after it, but nothing else', async () => {
      const { bus, ns } = createPublishing((events) => {
        if (events.some(({ data }) => data['n'] === 13))
          throw new Refusal('invalid_input', 'breaks its contract');
      });
      await things.insert(
        { _id: 'a' },
        { events: [thingMade('a', 12), thingMade('a', 13), thingMade('a', 14)] },
      );
      await things.insert({ _id: 'b' }, { events: [thingMade('b', 1)] });
      const outbox = await start(bus);
      await outbox.drain();
      await things.change('a', (document) => ({ document, events: [thingMade('a', 15)] }));
      await things.change('b', (document) => ({ document, events: [thingMade('b', 2)] }));
      await outbox.drain();
      expect([ns('a'), ns('b')]).toEqual([[12], [1, 2]]);
      const kept = (await store.pendingEvents(10)).flatMap(({ events }) =>
        events.map(({ data }) => data['n']),
      );
      expect(kept).toEqual([13, 14, 15]);
      await outbox.stop();
    });

    it('keeps for a while what a bus can lose, and publishes it again at a new start and after the bus was away', async () => {
      let isAway = false;
      const { bus, ns } = createPublishing(
        () => {
          if (isAway) throw new Refusal('unavailable', 'away');
        },
        { keepPublishedMs: 60_000 },
      );
      const first = await start(bus);
      await first.drain();
      await things.insert({ _id: 'a' }, { events: [thingMade('a', 1)] });
      await first.drain();
      await first.stop();
      expect(ns('a')).toEqual([1]);
      expect(await isEmpty()).toBe(false);
      const second = await start(bus);
      await second.drain();
      await things.change('a', (document) => ({ document, events: [thingMade('a', 2)] }));
      await second.drain();
      expect(ns('a')).toEqual([1, 1, 2]);
      isAway = true;
      await things.change('a', (document) => ({ document, events: [thingMade('a', 3)] }));
      await expect(second.drain(30)).rejects.toMatchObject({ code: 'deadline_exceeded' });
      isAway = false;
      await second.drain();
      expect(ns('a')).toEqual([1, 1, 2, 2, 3]);
      await second.stop();
    });

    it('clears what it kept when its time is over, though nothing new comes', async () => {
      const { bus, ns } = createPublishing(undefined, { keepPublishedMs: 20 });
      await things.insert({ _id: 'a' });
      const outbox = await start(bus);
      await outbox.drain();
      await things.change('a', (document) => ({ document, events: [thingMade('a', 1)] }));
      await until(isEmpty);
      expect(ns('a')).toEqual([1]);
      await outbox.stop();
    });

    it('publishes what a process that died has left in the store, and leaves what a living one may still do', async () => {
      const { bus, ns } = createPublishing(undefined, { keepPublishedMs: 1_000 });
      // What another process commits is told to nobody here.
      const ours: Store = {
        collection: (declaration) => store.collection(declaration),
        pendingEvents: (limit) => store.pendingEvents(limit),
        pendingEventsOf: (documents) => store.pendingEventsOf(documents),
        clearEvents: (published) => store.clearEvents(published),
        onEvents: () => undefined,
        close: async () => undefined,
      };
      const outbox = createOutbox({ store: ours, bus, log: silentLog, lookForLeftMs: 5 });
      await outbox.start();
      await outbox.drain();
      const fresh = { ...thingMade('b', 1), occurredAt: Date.now() };
      await things.insert({ _id: 'b' }, { events: [fresh] });
      await things.insert({ _id: 'a' }, { events: [thingMade('a', 1), thingMade('a', 2)] });
      await until(async () => ns('a').length === 2 && (await store.pendingEvents(10)).length === 1);
      expect([ns('a'), ns('b')]).toEqual([[1, 2], []]);
      await outbox.stop();
    });

    it('says when it could not drain in time, and stops all the same', async () => {
      const { bus } = createPublishing(() => {
        throw new Refusal('unavailable', 'away');
      });
      const outbox = await start(bus);
      await things.insert({ _id: 'a' }, { events: [thingMade('a', 1)] });
      await expect(outbox.drain(30)).rejects.toMatchObject({ code: 'deadline_exceeded' });
      await outbox.stop();
      await outbox.stop();
      expect(await isEmpty()).toBe(false);
    });
  });
}
