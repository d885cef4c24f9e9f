import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewId } from '#platform/clock.ts';
import { keyProvider, type MasterKeys } from './master-keys.ts';
import type { KeyProvider } from './vault.ts';

const NAME = /^master-([\w-]+)\.key$/;

/** Master keys in files that only the owner may read, one each; their names sort by age, and the newest wraps. */
export async function openFileKeys({
  directory,
  newId,
}: {
  directory: string;
  newId: NewId;
}): Promise<KeyProvider> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((await namesIn(directory)).length === 0) await addMasterKey({ directory, newId });
  // Two first starts may each have made one: both files stay, and both keys can be read.
  return keyProvider(createKeyReader(directory));
}

/** Makes a new newest master key. `vault.rotate()` then wraps every data key with it. */
export async function addMasterKey({ directory, newId }: { directory: string; newId: NewId }): Promise<void> {
  const path = join(directory, `master-${newId()}.key`);
  const draft = `${path}.draft`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  // A key is there whole or not at all.
  await link(draft, path);
  await rm(draft);
  const folder = await open(directory, 'r');
  await folder.sync().finally(() => folder.close());
}

const namesIn = async (directory: string): Promise<string[]> =>
  (await readdir(directory)).filter((name) => NAME.test(name)).toSorted();

/** Reads the files again only when others are there than before. */
function createKeyReader(directory: string): () => Promise<MasterKeys> {
  let read = '';
  let keys: MasterKeys = new Map();
  return async () => {
    const names = await namesIn(directory);
    if (names.join() === read) return keys;
    const entries = names.map(
      async (name) => [NAME.exec(name)?.[1] ?? name, await readKey(directory, name)] as const,
    );
    keys = new Map(await Promise.all(entries));
    read = names.join();
    return keys;
  };
}

async function readKey(directory: string, name: string): Promise<KeyObject> {
  const path = join(directory, name);
  const { mode } = await stat(path);
  // A copy or a restored backup may have lost the mode. Where it cannot be set, the folder's own mode is left to guard it.
  if ((mode & 0o077) !== 0) await chmod(path, 0o600).catch(() => undefined);
  const bytes = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (bytes.length !== 32) throw new Error(`The master key file ${name} is damaged.`);
  return createSecretKey(bytes);
}
