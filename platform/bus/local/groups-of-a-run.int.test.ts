import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '#contracts/define.ts';
import { silentLog } from '#platform/log.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document } from '#platform/store/store.ts';
import { thingMade } from '#platform/store/thing-made.kit.ts';
import { until } from '../../../test/kit/until.ts';
import { createLocalBus } from '../local-bus.ts';
import { createRegistry } from '../parse-event.ts';

const made = defineEvent({
  type: 'thing.made',
  version: 1,
  key: 'n',
  summary: 'For tests.',
  data: z.strictObject({ n: z.number() }),
});
const registry = createRegistry([made]);

describe('a group of one run of the process', () => {
  let file: string;
  beforeAll(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'bedside-groups-')), 'bus.sqlite');
  });
  afterAll(() => rm(join(file, '..'), { recursive: true }));

  it('hears everything that is kept at each start, and nothing is kept for it', async () => {
    const store = await openSqliteStore({ file, now: Date.now });
    const open = (keptForNewGroupsMs: number) =>
      createLocalBus({
        store,
        registry,
        now: Date.now,
        log: silentLog,
        tuning: { keptForNewGroupsMs, trimEveryMs: 5, saveEveryMs: 1 },
      });
    const heard: string[] = [];
    const follow = (run: string) => ({
      group: `run-${run}`,
      types: ['thing.made'],
      forgetAfterMs: 60_000,
      handle: async ({ id }: { id: string }) => void heard.push(`${run} ${id}`),
    });
    const event = thingMade('thing', 1);
    const first = await open(60_000);
    await first.subscribe({ group: 'service', types: ['thing.made'], handle: async () => undefined });
    await first.subscribe(follow('one'));
    await first.publish([event]);
    await until(() => heard.length === 1);
    await first.close();

    const second = await open(60_000);
    await second.subscribe(follow('other'));
    await until(() => heard.length === 2);
    expect(heard).toEqual([`one ${event.id}`, `other ${event.id}`]);
    await second.close();

    const third = await open(0);
    const batches = await store.collection<
      Document & { position: number; expiresAt: number },
      'position' | 'expiry'
    >({
      name: 'batches',
      indexes: { position: { fields: ['position'] }, expiry: { fields: ['expiresAt'], expires: true } },
    });
    await until(async () => (await batches.count({ index: 'position' })) === 0);
    await third.close();
    await store.close();
  });
});
