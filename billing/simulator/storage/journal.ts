import { mkdir, open, readFile, rename, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Row } from './rows.ts';

const Line = z.array(Row);

export interface Journal {
  /** Writes these rows as one line, all or none; resolves when the disk has them. */
  append(rows: Row[]): Promise<void>;
  close(): Promise<void>;
}

/** For tests that need no durability. */
export const forgetfulJournal: Journal = { append: async () => {}, close: async () => {} };

/** Opens the file for more lines. */
export async function openJournal(file: string): Promise<Journal> {
  return new FileJournal(await open(file, 'a'));
}

/** Puts a file with only these rows in the place of the old journal. */
export async function rewriteJournal(file: string, rows: Iterable<Row>): Promise<void> {
  const fresh = `${file}.new`;
  const handle = await open(fresh, 'w');
  try {
    for (const row of rows) await handle.write(`${JSON.stringify([row])}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  const folder = await open(dirname(file), 'r');
  await folder.sync().finally(() => folder.close());
}

/** Hands every row written so far to `onRow`, oldest first; gives the number of lines. */
export async function replayJournal(file: string, onRow: (row: Row) => void): Promise<number> {
  await mkdir(dirname(file), { recursive: true });
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const end = text.lastIndexOf('\n') + 1;
  // A crash in the middle of a write leaves a line without its end; nobody was answered for it.
  if (end < text.length) await truncate(file, Buffer.byteLength(text.slice(0, end)));
  const lines = text.slice(0, end).split('\n').slice(0, -1);
  lines.forEach((line, index) => {
    try {
      for (const row of Line.parse(JSON.parse(line))) onRow(row);
    } catch (cause) {
      throw new Error(`Line ${index + 1} of ${file} is damaged.`, { cause });
    }
  });
  return lines.length;
}

class FileJournal implements Journal {
  readonly #handle: FileHandle;
  #waiting: { line: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  append(rows: Row[]): Promise<void> {
    // Who only reads waits for what is under way, so that nobody sees a write that a crash could undo.
    if (rows.length === 0 && !this.#writing) return Promise.resolve();
    const line = rows.length === 0 ? '' : `${JSON.stringify(rows)}\n`;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#writing ??= this.#drain().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }

  /** Lines that arrive while the disk is busy go out together. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        // After one failed write the memory is ahead of the disk, so nothing may be promised any more.
        if (this.#failure) throw new Error('The journal could not be written.', { cause: this.#failure });
        await this.#handle.appendFile(batch.map((entry) => entry.line).join(''));
        await this.#handle.datasync();
        for (const entry of batch) entry.resolve();
      } catch (error) {
        this.#failure ??= error;
        for (const entry of batch) entry.reject(error);
      }
    }
  }
}
