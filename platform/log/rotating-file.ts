import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export type RotatingFile = { write(line: string): void; close(): void };

/**
 * A file that is set aside when it is full: `x.log` becomes `x.log.1`, that becomes `x.log.2`, up to `kept`.
 * A line that cannot be written (the disk is full) is lost: the log never stops the care.
 */
export function openRotatingFile({
  path,
  maxBytes,
  kept,
}: {
  path: string;
  maxBytes: number;
  kept: number;
}): RotatingFile {
  mkdirSync(dirname(path), { recursive: true });
  let descriptor: number | undefined = openSync(path, 'a', 0o600);
  let size = fstatSync(descriptor).size;

  function rotate(): void {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
    rmSync(`${path}.${kept}`, { force: true });
    for (let number = kept - 1; number >= 0; number--) {
      const from = number === 0 ? path : `${path}.${number}`;
      moveIfThere(from, `${path}.${number + 1}`);
    }
    descriptor = openSync(path, 'a', 0o600);
    size = 0;
  }

  return {
    write(line) {
      try {
        if (size >= maxBytes) rotate();
        descriptor ??= openSync(path, 'a', 0o600);
        size += writeSync(descriptor, line);
      } catch {
        // Nowhere is left to tell it; the next line tries again.
      }
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
