import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '#contracts/refusal.ts';
import { newUuid, systemNow } from '#platform/clock.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { createVault } from '#platform/vault/create-vault.ts';
import { addMasterKey, openFileKeys } from '#platform/vault/file-keys.ts';
import { environmentKeys } from '#platform/vault/master-keys.ts';

const servicesThatSeal = ['visits', 'chat'];
const tools = { now: systemNow, newId: newUuid };

/**
 * Makes a new master key and wraps every data key with it. With `given` (the setting BEDSIDE_MASTER_KEYS) the newest of those is
 * taken instead. Broken off, it is simply run again. The server must not run: refuses `data_in_use`. Gives the new key's id.
 */
export async function rotateMasterKey(folder: string, given?: string): Promise<string> {
  const directory = join(folder, 'keys');
  const files = servicesThatSeal.map((name) => join(folder, `${name}.sqlite`));
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new Refusal('not_found', `There is nothing at ${missing}.`);
  const stores: Store[] = [];
  try {
    // All of them first: a key is made only when every data file is ours.
    for (const file of files) stores.push(await openSqliteStore({ file, now: systemNow }));
    if (given === undefined) await addMasterKey({ directory, newId: newUuid });
    const keys =
      given === undefined ? await openFileKeys({ directory, newId: newUuid }) : environmentKeys(given);
    for (const store of stores) await (await createVault({ store, keys, ...tools })).rotate();
    return await keys.currentKeyId();
  } finally {
    for (const store of stores) await store.close();
  }
}
