import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '#contracts/refusal.ts';
import { errcodeOf } from './sqlite-errors.ts';

/**
 * Takes a data file for this process alone, by a kernel lock on `<file>.lock`, which ends with the process however it ends.
 * Refuses `data_in_use`. Returns the release.
 */
export function lockFile(file: string): () => void {
  const lock = new DatabaseSync(`${file}.lock`);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if (errcodeOf(cause) !== 5) throw cause;
    throw new Refusal(
      'data_in_use',
      `Another server is running on ${file}. Stop it, or choose another data folder.`,
      {
        cause,
      },
    );
  }
  return () => lock.close();
}
