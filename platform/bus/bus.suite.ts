import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '#contracts/define.ts';
import type { EventEnvelope } from '#contracts/event.ts';
import { TenantId } from '#contracts/ids.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { until } from '../../test/kit/until.ts';
import type { Bus } from './bus.ts';
import { createRegistry, type EventRegistry } from './parse-event.ts';

/** Opens the bus of a name: the same name again, after a close, finds the same events. `tries` before the dead letters. */
export type OpenBus = (place: string, options: { registry: EventRegistry; tries: number }) => Promise<Bus>;

const made = defineEvent({
  type: 'thing.made',
  version: 1,
  key: 'thingId',
  summary: 'For tests.',
  data: z.strictObject({ thingId: z.string(), n: z.number() }),
});
const broken = defineEvent({ ...made, type: 'thing.broken', key: 'thingId' });
const strict = { ...made, data: z.strictObject({ thingId: z.string(), n: z.number().max(5) }) };

const tenantId = TenantId.parse(newUuid());
const event = (thingId: string, n: number, contract: typeof made | typeof broken = made): EventEnvelope =>
  createEvent(
    contract,
    { actor: { kind: 'service', service: 'test', tenantId }, tenantId, data: { thingId, n } },
    { now: systemNow, newId: newUuid },
  );

/** What every bus promises. */
export function busSuite(name: string, open: OpenBus): void {
  describe(`bus on ${name}`, () => {
    let places = 0;
    let place = '';
    let bus: Bus;
    const registry = createRegistry([made, broken]);
    beforeEach(async () => {
      place = `bus-${places++}`;
      bus = await open(place, { registry, tries: 3 });
    });
    afterEach(() => bus.close());
    const reopen = async (with_: EventRegistry = registry) => {
      await bus.close();
      bus = await open(place, { registry: with_, tries: 3 });
    };
    const listen = async (
      group: string,
      handle: (event: EventEnvelope) => Promise<void> | void = () => undefined,
    ) => {
      const heard: EventEnvelope[] = [];
      const subscription = await bus.subscribe({
        group,
        types: ['thing.made'],
        handle: async (one) => {
          await handle(one);
          heard.push(one);
        },
      });
      return { heard, subscription };
    };

    it('gives every event to every group, once in each, and only the types it names', async () => {
      const a = await listen('a');
      const b1 = await listen('b');
      const b2 = await listen('b');
      const events = Array.from({ length: 20 }, (_, n) => event(`t${n}`, n));
      await bus.publish([...events, event('x', 1, broken)]);
      await until(() => a.heard.length === 20 && b1.heard.length + b2.heard.length === 20);
      expect(new Set([...b1.heard, ...b2.heard].map(({ id }) => id)).size).toBe(20);
      expect(a.heard.find(({ type }) => type === 'thing.broken')).toBeUndefined();
      expect(a.heard.find(({ key }) => key === 't0')).toEqual(events[0]);
    });

    it('keeps the order of one key, and lets other keys pass a slow one', async () => {
      let release: () => void = () => undefined;
      const slow = new Promise<void>((resolve) => {
        release = resolve;
      });
      const { heard } = await listen('a', ({ key, data }) =>
        key === 'slow' && data['n'] === 0 ? slow : undefined,
      );
      const keys = ['slow', 'x', 'y'];
      for (let n = 0; n < 30; n++) await bus.publish(keys.map((key) => event(key, n)));
      const ns = (wanted: string) => heard.filter(({ key }) => key === wanted).map(({ data }) => data['n']);
      const all = Array.from({ length: 30 }, (_, n) => n);
      await until(() => heard.length === 60);
      expect([ns('slow'), ns('x'), ns('y')]).toEqual([[], all, all]);
      release();
      await until(() => heard.length === 90);
      expect(ns('slow')).toEqual(all);
    });

    it('refuses what no contract describes, and keeps none of it', async () => {
      const { heard } = await listen('a');
      const good = event('t', 1);
      const refusal = { code: 'invalid_input' };
      await expect(bus.publish([good, { ...event('t', 2), data: { n: 'x' } }])).rejects.toMatchObject(
        refusal,
      );
      await expect(bus.publish([{ ...good, version: 2 }])).rejects.toMatchObject(refusal);
      await expect(bus.publish([{ ...good, type: 'thing.unknown' }])).rejects.toMatchObject(refusal);
      await expect(bus.publish([{ ...good, id: 'x' as never }])).rejects.toMatchObject(refusal);
      await bus.publish([event('t', 3)]);
      await until(() => heard.length > 0);
      expect(heard.map(({ data }) => data['n'])).toEqual([3]);
    });

    it('tries a failed event again before the next of its key', async () => {
      let failures = 0;
      const { heard } = await listen('a', ({ data }) => {
        if (data['n'] === 1 && failures++ < 2) throw new Error('not now');
      });
      await bus.publish([event('t', 1), event('t', 2)]);
      await until(() => heard.length === 2);
      expect(heard.map(({ data }) => data['n'])).toEqual([1, 2]);
      expect(await bus.deadLetters('a')).toEqual([]);
    });

    it('keeps an event that always fails as a dead letter of that group, until it is delivered again', async () => {
      let isWell = false;
      const bad = event('t', 1);
      const { heard } = await listen('a', ({ id }) => {
        if (id === bad.id && !isWell) throw new Error('never works');
      });
      const other = await listen('b');
      await bus.publish([bad, event('t', 2)]);
      await until(() => heard.length === 1 && other.heard.length === 2);
      const [dead] = await bus.deadLetters('a');
      expect(dead).toMatchObject({ group: 'a', event: bad, reason: 'never works' });
      expect(await bus.deadLetters('b')).toEqual([]);
      await bus.replay('a', [dead!.id]);
      expect(await bus.deadLetters('a')).toHaveLength(1);
      isWell = true;
      await bus.replay('a', [dead!.id]);
      expect(heard.at(-1)).toEqual(bad);
      expect(await bus.deadLetters('a')).toEqual([]);
      await expect(bus.replay('a', [dead!.id])).rejects.toMatchObject({ code: 'not_found' });
    });

    it('gives a new group what was published before it came', async () => {
      await bus.publish([event('t', 1)]);
      await bus.publish([event('t', 2)]);
      const { heard } = await listen('late');
      await bus.publish([event('t', 3)]);
      await until(() => heard.length === 3);
      expect(heard.map(({ data }) => data['n'])).toEqual([1, 2, 3]);
    });

    it('lets a group go on where it was, over a close', async () => {
      const before = await listen('a');
      await bus.publish([event('t', 1), event('u', 2)]);
      await until(() => before.heard.length === 2);
      await before.subscription.close();
      await bus.publish([event('t', 3)]);
      await reopen();
      await bus.publish([event('t', 4)]);
      const after = await listen('a');
      await until(() => after.heard.length >= 2);
      expect(after.heard.map(({ data }) => data['n'])).toEqual([3, 4]);
    });

    it('delivers after a new start what was published and not handled', async () => {
      let isHandled = false;
      await listen('a', () => {
        if (!isHandled) throw new Error('later');
      });
      await bus.publish([event('t', 1)]);
      await reopen();
      isHandled = true;
      const { heard } = await listen('a');
      await until(() => heard.length === 1);
    });

    it('puts stored events that no longer parse among the dead letters', async () => {
      await bus.publish([event('t', 9), event('t', 1)]);
      await reopen(createRegistry([strict]));
      const { heard } = await listen('a');
      await until(() => heard.length === 1);
      expect(heard[0]?.data['n']).toBe(1);
      expect(await bus.deadLetters('a')).toMatchObject([{ event: { data: { n: 9 } } }]);
    });

    it('handles many events of many keys, each key in its order', async () => {
      const { heard } = await listen('a', () => new Promise((resolve) => setImmediate(resolve)));
      const batches = Array.from({ length: 3_000 }, (_, n) => bus.publish([event(`t${n % 50}`, n)]));
      await Promise.all(batches);
      await until(() => heard.length === 3_000);
      const last = new Map<string, number>();
      for (const { key, data } of heard) {
        expect(Number(data['n'])).toBeGreaterThan(last.get(key) ?? -1);
        last.set(key, Number(data['n']));
      }
    });

    it('waits at its close for the handlers under way, and takes nothing after', async () => {
      let release: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      let isStarted = false;
      const { heard } = await listen('a', () => {
        isStarted = true;
        return gate;
      });
      await bus.publish([event('t', 1)]);
      await until(() => isStarted);
      const closed = bus.close();
      release();
      await closed;
      expect(heard).toHaveLength(1);
      await expect(bus.publish([event('t', 2)])).rejects.toMatchObject({ code: 'unavailable' });
      await bus.close();
    });
  });
}
