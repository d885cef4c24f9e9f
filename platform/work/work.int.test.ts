import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import { workSuite } from './work.suite.ts';

workSuite('SQLite', (now) => openSqliteStore({ file: ':memory:', now }));
