import { join } from 'node:path';
import { newUuid, systemNow } from '#platform/clock.ts';
import { ConfigurationError } from '#platform/settings.ts';
import type { Store } from '#platform/store/store.ts';
import { createVault } from '#platform/vault/create-vault.ts';
import { addMasterKey, openFileKeys } from '#platform/vault/file-keys.ts';
import { environmentKeys } from '#platform/vault/master-keys.ts';
import type { OperatorData } from './data.ts';

const servicesThatSeal = ['visits', 'chat'];
const tools = { now: systemNow, newId: newUuid };

/**
 * Makes a new master key and wraps every data key with it. With `given` (the setting BEDSIDE_MASTER_KEYS) the newest of those is
 * taken instead; where several processes run it must be, and all of them must have it already. Broken off, it is simply run
 * again. A server that runs alone must be stopped: refuses `data_in_use`. Gives the new key's id.
 */
export async function rotateMasterKey(data: OperatorData, given?: string): Promise<string> {
  const directory = join(data.folder, 'keys');
  if (data.openRedis && given === undefined)
    throw new ConfigurationError([
      'Add the new key at the end of BEDSIDE_MASTER_KEYS, start every process of visits and chat with it, one after the other, ' +
        'then run this with the same.',
    ]);
  const stores: Store[] = [];
  try {
    // All of them first: a key is made only when every data file is ours.
    for (const name of servicesThatSeal) stores.push(await data.openStore(name));
    if (given === undefined) await addMasterKey({ directory, newId: newUuid });
    const keys =
      given === undefined ? await openFileKeys({ directory, newId: newUuid }) : environmentKeys(given);
    for (const store of stores) await (await createVault({ store, keys, ...tools })).rotate();
    return await keys.currentKeyId();
  } finally {
    for (const store of stores) await store.close();
  }
}
