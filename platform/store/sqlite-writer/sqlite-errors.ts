/** SQLite's extended result code of a thrown error, or undefined for another error. */
export function errcodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

const full = 13;
const readOnly = 8;
const ioWrite = 778;
const openFailed = 14;

/** A sentence when the write failed because the disk takes no more, else undefined. */
export function storageSentence(error: unknown): string | undefined {
  const code = errcodeOf(error);
  if (code === undefined) return undefined;
  if (code === full) return 'The disk is full. Nothing was saved; make space and try again.';
  if ((code & 0xff) === readOnly) return 'The data folder cannot be written. Nothing was saved.';
  if (code === ioWrite || (code & 0xff) === openFailed)
    return 'The disk refused the write. Nothing was saved.';
  return undefined;
}

/** The columns of a unique index that was violated, as SQLite names them; undefined for any other error. */
export function violatedColumns(error: unknown): string[] | undefined {
  const code = errcodeOf(error);
  if (code !== 2067 && code !== 1555) return undefined;
  const [, list = ''] = /failed: (.*)$/.exec(error instanceof Error ? error.message : '') ?? [];
  return list.split(', ').map((column) => column.slice(column.indexOf('.') + 1));
}
