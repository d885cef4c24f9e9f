import { describe } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { useMongo } from '../../test/kit/mongo-tests.ts';
import { outboxSuite } from './outbox.suite.ts';

outboxSuite('SQLite', () => openSqliteStore({ file: ':memory:', now: Date.now }));

describe('beside other processes', () => {
  const mongo = useMongo();
  outboxSuite('MongoDB', () => openMongoStore({ ...mongo.place('outbox'), now: Date.now, log: silentLog }));
});
