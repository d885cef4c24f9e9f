import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { defineEvent } from '#contracts/define.ts';
import { TenantId } from '#contracts/ids.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { createOutbox } from '#platform/outbox/outbox.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document } from '#platform/store/store.ts';
import { createLocalBus } from '../local-bus.ts';
import { createRegistry } from '../parse-event.ts';

// Run by a test, which kills it: writers commit documents with events, and a group handles what the bus delivers.

const [directory = '', writers = '0'] = process.argv.slice(2);
const tell = (line: string) => writeSync(1, `${line}\n`);
const counted = defineEvent({
  type: 'thing.counted',
  version: 1,
  key: 'thingId',
  summary: 'For tests.',
  data: z.strictObject({ thingId: z.string(), n: z.number() }),
});
const tenantId = TenantId.parse('0192d3a4-0000-7000-8000-000000000000');
const actor = { kind: 'service', service: 'test', tenantId } as const;

const store = await openSqliteStore({ file: join(directory, 'things.sqlite'), now: systemNow });
const busStore = await openSqliteStore({ file: join(directory, 'bus.sqlite'), now: systemNow });
const bus = await createLocalBus({
  store: busStore,
  registry: createRegistry([counted]),
  now: systemNow,
  log: silentLog,
});
await bus.subscribe({
  group: 'counters',
  types: ['thing.counted'],
  handle: async ({ key, data }) => {
    await new Promise(setImmediate);
    tell(`handled ${key} ${String(data['n'])}`);
  },
});
const outbox = createOutbox({ store, bus, log: silentLog });
await outbox.start();
tell('ready');

const things = await store.collection<Document & { n: number }>({ name: 'things', indexes: {} });
async function countForEver(thingId: string): Promise<void> {
  if ((await things.findById(thingId)) === undefined) await things.insert({ _id: thingId, n: 0 });
  for (;;) {
    const { n } = await things.change(thingId, (thing) => {
      const data = { thingId, n: thing.n + 1 };
      const event = createEvent(counted, { actor, tenantId, data }, { now: systemNow, newId: newUuid });
      return { document: { ...thing, n: data.n }, events: [event] };
    });
    tell(`committed ${thingId} ${n}`);
  }
}

await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => countForEver(`thing${writer}`)));
await outbox.drain();
tell('drained');
// Stays until it is killed.
setInterval(() => undefined, 60_000);
