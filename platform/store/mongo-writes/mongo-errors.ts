import { MongoBulkWriteError, MongoError, MongoInvalidArgumentError, MongoServerError } from 'mongodb';
import { Refusal } from '#contracts/refusal.ts';

export const duplicateKeyCode = 11_000;

// OutOfDiskSpace, quota exceeded, and writes blocked because the disk is nearly full.
const storageFull = new Set([14_031, 12_501, 371]);
// A document, or what a change would make of it, is beyond 16 MB.
const tooLarge = new Set([10_334, 17_419, 17_420]);
// The server cannot now, or what became of the command is unknown: stepping down, shutting down, timed out, not caught up.
const unavailable = new Set([
  6, 7, 50, 63, 64, 89, 91, 100, 112, 133, 134, 150, 189, 202, 234, 262, 290, 317, 358, 384, 9_001, 10_058,
  10_107, 11_600, 11_602, 13_388, 13_435, 13_436, 46_841, 91_331,
]);

/** What the callers of a store see instead of the driver's error. Its text could hold a patient's data, so it is left behind. */
export function readableError(error: unknown): Error {
  if (error instanceof MongoInvalidArgumentError && /larger than/.test(error.message))
    return tooLargeRefusal();
  // The driver lets the system's own error through where it writes to a connection that is just being closed.
  if (isSystemError(error)) return unavailableRefusal(error);
  if (!(error instanceof MongoError)) return error instanceof Error ? error : new Error(String(error));
  const code = error instanceof MongoServerError && typeof error.code === 'number' ? error.code : undefined;
  // Without a code the driver speaks: the connection was lost, or no server could be found.
  return code === undefined ? unavailableRefusal(error) : serverError(code, error);
}

const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);

/** For one write of several. */
export function errorOfCode(code: number): Error {
  return serverError(code, undefined);
}

function serverError(code: number, cause: MongoError | undefined): Error {
  if (storageFull.has(code))
    return new Refusal(
      'storage_full',
      'The database takes no more. Nothing was saved; make space and try again.',
    );
  if (tooLarge.has(code)) return tooLargeRefusal();
  if (unavailable.has(code) || cause?.hasErrorLabel('RetryableWriteError')) return unavailableRefusal(cause);
  return new Error(`The database refused with code ${code}.`);
}

export const tooLargeRefusal = () =>
  new Refusal('too_large', 'This is more than the database takes in one document.');

export function unavailableRefusal(cause?: unknown): Refusal {
  // It may have been written or not; who repeats it does so under its key or version.
  const text = 'The database did not answer. Try again.';
  return new Refusal('unavailable', text, cause === undefined ? {} : { cause });
}

const badValue = 2;
/** Whether the index that was to be used is not there. */
export const isUnknownHint = (error: unknown) =>
  error instanceof MongoServerError && error.code === badValue && error.message.includes('hint');

export type WriteFailure = { code: number; index: string };

/**
 * The writes of a bulk that the server refused, by their places, where the server said so of each; `undefined` where the whole
 * bulk failed or its outcome is not known.
 */
export function failuresOf(error: unknown): Map<number, WriteFailure> | undefined {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) return undefined;
  const failures = [error.writeErrors].flat();
  if (failures.length === 0) return undefined;
  return new Map(
    failures.map(({ index, code, errmsg }) => [index, { code, index: violatedIndex(errmsg ?? '') }]),
  );
}

/** Our name of the index that a duplicate key was found in; `_id` for that of the ids. */
function violatedIndex(message: string): string {
  const [, name = ''] = / index: (\S+)/.exec(message) ?? [];
  return name === '_id_' ? '_id' : declaredName(name);
}

/** The names of our indexes in MongoDB end with a mark of their definition, so that a changed one is another one. */
export const declaredName = (name: string) => name.slice(0, name.lastIndexOf('-'));
