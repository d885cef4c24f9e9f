import { describe } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { openMongoStore } from '#platform/store/mongo/open-mongo-store.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { useMongo } from '../../test/kit/mongo-tests.ts';
import { workSuite } from './work.suite.ts';

workSuite('SQLite', (now) => openSqliteStore({ file: ':memory:', now }));

describe('beside other processes', () => {
  const mongo = useMongo();
  workSuite('MongoDB', (now) => openMongoStore({ ...mongo.place('work'), now, log: silentLog }));
});
