import { systemNow } from '#platform/clock.ts';
import { silentLog } from '#platform/log.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import type { Document } from '#platform/store/store.ts';
import { noMongo, openMongoServer } from '../kit/mongo.ts';
import { type Draft, type Measured, writeBare, type WriteTogether } from './bare/mongo-writer.ts';
import type { Bench, Samples } from './harness/bench.ts';

const BATCHES = 6;
const TOGETHER = 500;
const TEXT = 'The new dose is half a tablet in the morning. '.repeat(8);

const writeOurs: WriteTogether = async ({ url, database, measure, batches }) => {
  const store = await openMongoStore({ url, database, now: systemNow, log: silentLog });
  const things = await store.collection<Document & Draft>({
    name: 'things',
    indexes: { at: { fields: ['at'] } },
  });
  const inserts = await measure(async () => {
    for (const batch of batches) await Promise.all(batch.map((draft) => things.insert(draft)));
  });
  const replaces = await measure(async () => {
    for (const batch of batches)
      await Promise.all(batch.map((draft) => things.replace({ ...draft, version: 1 })));
  });
  await store.close();
  return { inserts, replaces };
};

async function run(write: WriteTogether): Promise<Samples> {
  const server = await openMongoServer();
  if (server === undefined) throw new Error(noMongo);
  const batches = Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: TOGETHER }, (__, n): Draft => ({ _id: `${batch} ${n}`, text: TEXT, at: n })),
  );
  try {
    const database = server.database('bench');
    const { inserts, replaces } = await write({ url: server.url, database, measure, batches });
    return {
      insertsPerSecond: [inserts.perSecond],
      insertMicroseconds: [inserts.clientMicroseconds],
      replacesPerSecond: [replaces.perSecond],
      replaceMicroseconds: [replaces.clientMicroseconds],
    };
  } finally {
    await server.stop();
  }
}

async function measure(work: () => Promise<void>): Promise<Measured> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const writes = BATCHES * TOGETHER;
  return { perSecond: writes / seconds, clientMicroseconds: (user + system) / writes };
}

export const storeWrites: Bench = {
  name: 'store-writes',
  summary: "Documents written one by one at once through the store, against the driver's own batches.",
  runs: 5,
  figures: {
    insertsPerSecond: 'per second',
    insertMicroseconds: 'µs',
    replacesPerSecond: 'per second',
    replaceMicroseconds: 'µs',
  },
  bare: () => run(writeBare),
  ours: () => run(writeOurs),
};
