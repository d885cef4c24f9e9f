import { afterAll, beforeAll, beforeEach } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { type MongoServer, noMongo, openMongoServer } from '../../../test/kit/mongo.ts';
import { storeSuite } from '../store.suite.ts';
import { openMongoStore } from './open-mongo-store.ts';

let server: MongoServer | undefined;
const databases = new Map<string, string>();
beforeAll(async () => {
  server = await openMongoServer();
});
beforeEach(({ skip }) => {
  skip(server === undefined, noMongo);
});
afterAll(() => server?.stop());

function databaseOf(place: string): string {
  const known = databases.get(place) ?? server?.database(place) ?? place;
  databases.set(place, known);
  return known;
}

storeSuite('MongoDB', (place, { now = Date.now, sweepEveryMs } = {}) =>
  openMongoStore({
    url: server?.url ?? '',
    database: databaseOf(place),
    now,
    log: silentLog,
    ...(sweepEveryMs ? { sweepEveryMs } : {}),
  }),
);
