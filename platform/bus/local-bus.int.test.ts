import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { until } from '../../test/kit/until.ts';
import { busSuite } from './bus.suite.ts';
import { EventLog } from './local/event-log.ts';
import { createLocalBus } from './local-bus.ts';

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
    const entries = await reopened.readAfter(0);
    expect(entries.map(({ position }) => position)).toEqual(Array.from({ length: 100 }, (_, n) => 1_101 + n));
    await store.close();
  });

  it('reads from the file what is no longer in memory', async () => {
    const store = await openStore('memory');
    const log = await EventLog.open({ store, now: Date.now, keptMs: 1e9 });
    await Promise.all(Array.from({ length: 2_500 }, () => log.append([])));
    let read = 0;
    await until(async () => {
      const entries = await log.readAfter(read);
      for (const { position } of entries) expect(position).toBe(++read);
      return entries.length === 0;
    });
    expect(read).toBe(2_500);
    await store.close();
  });
});
