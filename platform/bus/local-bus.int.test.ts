import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { thingMade } from '#platform/store/thing-made.kit.ts';
import { until } from '../../test/kit/until.ts';
import { busSuite } from './bus.suite.ts';
import { type Entry, EventLog } from './local/event-log.ts';
import { createLocalBus } from './local-bus.ts';

const thingOf = (n: number) => thingMade('thing', n);

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bedside-bus-'));
});
afterAll(() => rm(directory, { recursive: true }));
const openStore = (place: string) =>
  openSqliteStore({ file: join(directory, `${place}.sqlite`), now: Date.now });

busSuite('SQLite in one process', async (place, { registry, tries }) => {
  const store = await openStore(place);
  const tuning = { tries, firstRetryMs: 5 };
  const bus = await createLocalBus({ store, registry, now: Date.now, log: silentLog, tuning });
  return {
    publish: (events) => bus.publish(events),
    subscribe: (subscriber) => bus.subscribe(subscriber),
    deadLetters: (group) => bus.deadLetters(group),
    replay: (group, ids) => bus.replay(group, ids),
    async close() {
      await bus.close();
      await store.close();
    },
  };
});

describe('the log of the local bus', () => {
  it('is trimmed up to the slowest group, but not of what is young', async () => {
    const store = await openStore('trim');
    let time = 1_000;
    const log = await EventLog.open({ store, now: () => time, keptMs: 1e9 });
    for (let n = 1; n <= 1_200; n++) {
      if (n === 1_101) time = 2_000;
      await log.append([]);
    }
    await log.trim(1_150, 2_000);
    // The memory of a new log is empty, so that it reads the file.
    const reopened = await EventLog.open({ store, now: () => time, keptMs: 1e9 });
    const entries = await reopened.readFrom(0).next();
    expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: 100 }, (_, n) => 1_101 + n));
    await store.close();
  });

  it('reads from the file what is no longer in memory', async () => {
    const store = await openStore('memory');
    const log = await EventLog.open({ store, now: Date.now, keptMs: 1e9 });
    const reader = log.readFrom(0);
    await Promise.all(Array.from({ length: 2_500 }, (_, n) => log.append([thingOf(n)])));
    const read: Entry[] = [];
    await until(async () => {
      const entries = await reader.next();
      read.push(...entries);
      return entries.length === 0;
    });
    expect(read.map(({ position }) => position)).toEqual(Array.from({ length: 2_500 }, (_, n) => n + 1));
    expect(read.at(0)).toMatchObject({ isParsed: false });
    expect(read.at(-1)).toMatchObject({ isParsed: true });
    await store.close();
  });

  it('keeps in memory what some reader has not read, and no more', async () => {
    const store = await openStore('readers');
    const log = await EventLog.open({ store, now: Date.now, keptMs: 1e9 });
    const [quick, slow] = [log.readFrom(0), log.readFrom(0)];
    const isFirstInMemory = async () => {
      const reader = log.readFrom(0);
      const [first] = await reader.next();
      reader.close();
      return first?.isParsed;
    };
    await log.append([thingOf(1)]);
    await quick.next();
    await log.append([thingOf(2)]);
    expect(await isFirstInMemory()).toBe(true);
    await slow.next();
    await log.append([thingOf(3)]);
    expect(await isFirstInMemory()).toBe(false);
    expect(await quick.next()).toMatchObject([{ position: 2, isParsed: true }, { position: 3 }]);
    slow.close();
    await log.append([thingOf(4)]);
    expect(await quick.next()).toMatchObject([{ position: 4, isParsed: true }]);
    await store.close();
  });
});
