import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal, replayJournal } from './journal.ts';
import { openStorage } from './open-storage.ts';
import type { Row } from './rows.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  file = join(folder, 'below', 'journal.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const row = (id: number): Row => ({ id: String(id), object: 'spent_payment_method' });
async function read() {
  const rows: Row[] = [];
  await replayJournal(file, (found) => rows.push(found));
  return rows;
}

describe('the journal', () => {
  it('gives back what was written, in order', async () => {
    expect(await read()).toEqual([]);
    const journal = await openJournal(file);
    await Promise.all([journal.append([row(1), row(2)]), journal.append([]), journal.append([row(3)])]);
    await journal.close();
    expect(await read()).toEqual([row(1), row(2), row(3)]);
  });

  it('forgets a line that a crash cut off, and goes on behind the last whole one', async () => {
    await read();
    await writeFile(file, `${JSON.stringify([row(1)])}\n[{"id":"2","obj`);
    expect(await read()).toEqual([row(1)]);
    const journal = await openJournal(file);
    await journal.append([row(3)]);
    await journal.close();
    expect(await read()).toEqual([row(1), row(3)]);
  });

  it('refuses to start on a damaged line', async () => {
    await read();
    await writeFile(file, `not json\n${JSON.stringify([row(1)])}\n`);
    await expect(read()).rejects.toThrow('Line 1');
  });

  it('promises nothing more once the disk was full', async () => {
    const journal = await openJournal('/dev/full');
    await expect(journal.append([row(1)])).rejects.toThrow('ENOSPC');
    await expect(journal.append([row(2)])).rejects.toThrow('could not be written');
    await journal.close();
  });

  it('is written anew when most of it is old', async () => {
    await read();
    const line = `${JSON.stringify([row(1)])}\n`;
    await appendFile(file, line.repeat(1500));
    const { tables, journal } = await openStorage(file, 0);
    await journal.append([row(2)]);
    await journal.close();
    expect(tables.get('spent_payment_method', '1')).toEqual(row(1));
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);
    expect(await read()).toEqual([row(1), row(2)]);
  });
});
