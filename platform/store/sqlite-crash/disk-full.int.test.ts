import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./fill-disk.program.ts', import.meta.url));

// A file system of its own, seen by the child alone and gone with it. Without root it needs user namespaces.
const small = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];
const inSmallDisk = (directory: string, ...command: string[]) =>
  run(
    'unshare',
    [...small, 'sh', '-c', `mount -t tmpfs -o size=4m none "$0" && exec "$@"`, directory, ...command],
    {
      timeout: 20_000,
    },
  );

describe('a full disk', () => {
  it('refuses writes with a sentence, keeps what was written, and writes again when there is space', async ({
    skip,
  }) => {
    const directory = await mkdtemp(join(tmpdir(), 'bedside-full-'));
    try {
      await inSmallDisk(directory, 'true').catch(() => skip('this machine lets nobody mount a small disk'));
      const { stdout } = await inSmallDisk(directory, process.execPath, program, directory);
      const lines = stdout.trim().split('\n');
      expect(lines).toEqual([
        expect.stringMatching(/^full storage_full: The disk is full/),
        expect.stringMatching(/^again storage_full/),
        'read 20000',
        'absent',
        'space written',
        'kept all',
      ]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
