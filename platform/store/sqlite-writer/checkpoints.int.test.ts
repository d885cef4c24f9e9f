import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';
import type { Document } from '../store.ts';

it('keeps the log of a busy file short, and everything in it', { timeout: 30_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'bedside-log-'));
  const file = join(directory, 'things.sqlite');
  const open = async () => {
    const store = await openSqliteStore({ file, now: Date.now });
    return {
      store,
      things: await store.collection<Document & { text: string }>({ name: 'things', indexes: {} }),
    };
  };
  const { store, things } = await open();
  const text = 'x'.repeat(30_000);
  const total = 2_400;
  let next = 0;
  // 72 MB in all, while the log is folded at 16 MB and holds at most what comes meanwhile.
  const write = async () => {
    while (next < total) await things.insert({ _id: `thing ${next++}`, text });
  };
  await Promise.all(Array.from({ length: 10 }, write));
  expect((await stat(`${file}-wal`)).size).toBeLessThan(60_000_000);
  expect((await stat(file)).size).toBeGreaterThan(10_000_000);
  await store.close();
  const reopened = await open();
  for (let n = 0; n < total; n++) expect((await reopened.things.get(`thing ${n}`)).text.length).toBe(30_000);
  await reopened.store.close();
  await rm(directory, { recursive: true });
});
