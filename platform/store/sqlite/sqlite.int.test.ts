import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { storeSuite } from '../store.suite.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bedside-store-'));
});
afterAll(() => rm(directory, { recursive: true }));

storeSuite('SQLite', (place, { now = Date.now, sweepEveryMs } = {}) =>
  openSqliteStore({
    file: join(directory, `${place}.sqlite`),
    now,
    ...(sweepEveryMs ? { sweepEveryMs } : {}),
  }),
);
