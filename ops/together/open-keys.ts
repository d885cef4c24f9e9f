import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTokenKeys } from '#platform/tokens/token-keys.ts';

/** The keys that all processes share, as their settings carry them; made at the first start. */
export async function openKeys(
  folder: string,
): Promise<{ BEDSIDE_TOKEN_KEYS: string; BEDSIDE_MASTER_KEYS: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const open = async (name: string, make: () => string): Promise<string> => {
    const file = join(folder, name);
    try {
      await writeFile(file, make(), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    return readFile(file, 'utf8');
  };
  return {
    BEDSIDE_TOKEN_KEYS: await open('tokens.json', makeTokenKeys),
    BEDSIDE_MASTER_KEYS: await open('master', () => `first:${randomBytes(32).toString('base64')}`),
  };
}
