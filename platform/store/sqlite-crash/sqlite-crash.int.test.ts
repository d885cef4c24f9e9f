import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventId } from '#contracts/ids.ts';
import { type Child, startChild, untilSaid } from '../../../test/kit/child.ts';
import { until } from '../../../test/kit/until.ts';
import type { Document } from '../store.ts';
import { openSqliteStore } from '../sqlite/open-sqlite-store.ts';

const program = fileURLToPath(new URL('./write-until-killed.program.ts', import.meta.url));

describe('a data file', () => {
  let directory = '';
  let file = '';
  const children: Child[] = [];
  const start = () => {
    const child = startChild(program, [file]);
    children.push(child);
    return child;
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bedside-crash-'));
    file = join(directory, 'things.sqlite');
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await rm(directory, { recursive: true });
  });
  const open = () => openSqliteStore({ file, now: Date.now });

  it('holds every acknowledged write and its events after each kill', { timeout: 60_000 }, async () => {
    const inserted: string[] = [];
    const events: EventId[] = [];
    let counted = 0;
    for (const wanted of [1, 30, 200, 777, 2_000, 5_000]) {
      const child = start();
      await untilSaid(child, 'ready');
      await until(() => child.lines().length > wanted, { withinMs: 25_000 });
      await child.kill();
      for (const line of child.lines()) {
        const [kind, first = '', ...rest] = line.split(' ');
        if (kind === 'inserted') {
          events.push(EventId.parse(first));
          inserted.push(rest.join(' '));
        }
        if (kind === 'counted') counted = Math.max(counted, Number(first));
      }
    }
    const store = await open();
    const things = await store.collection<Document & { n: number }>({ name: 'things', indexes: {} });
    expect(inserted.length).toBeGreaterThan(5_000);
    const lost = [];
    for (const id of inserted) if ((await things.findById(id)) === undefined) lost.push(id);
    expect(lost).toEqual([]);
    expect((await things.get('counter')).n).toBeGreaterThanOrEqual(counted);
    const pending = new Set(
      (await store.pendingEvents(1_000_000)).flatMap((one) => one.events.map(({ id }) => id)),
    );
    expect(events.filter((id) => !pending.has(id))).toEqual([]);
    await store.close();
  });

  it('is refused to a second process, and free at once when the first is killed', async () => {
    const child = start();
    await untilSaid(child, 'ready');
    await expect(open()).rejects.toMatchObject({ code: 'data_in_use' });
    await child.kill();
    const store = await open();
    await expect(open()).rejects.toMatchObject({ code: 'data_in_use' });
    await store.close();
    await (await open()).close();
  });
});
