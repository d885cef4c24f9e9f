import { createSecretKey, type KeyObject } from 'node:crypto';
import { ConfigurationError, defineSettings } from '../settings.ts';
import { text } from '../settings/kinds.ts';
import { decrypt, encrypt } from './aes-gcm.ts';
import type { KeyProvider } from './vault.ts';

export const vaultSettings = defineSettings({
  BEDSIDE_MASTER_KEYS: {
    schema: text.optional(),
    secret: true,
    help: 'Master keys of the vault as id:key,id:key, the newest last, each key 32 bytes in base64. Without it they are kept in keys/ in the data folder; must be set to run together.',
    example: '2026-01:l3sOq…=',
  },
});

/** A folder's or setting's master keys by id, the newest last. */
export type MasterKeys = ReadonlyMap<string, KeyObject>;

/** Wraps data keys with master keys that are at hand; `load` is asked again when an id is not known yet. */
export function keyProvider(load: () => Promise<MasterKeys>): KeyProvider {
  let keys: MasterKeys | undefined;

  async function keyOf(keyId: string): Promise<KeyObject> {
    keys ??= await load();
    if (!keys.has(keyId)) keys = await load();
    const key = keys.get(keyId);
    if (!key) throw new Error(`There is no master key ${keyId}.`);
    return key;
  }

  return {
    async currentKeyId() {
      keys = await load();
      const newest = [...keys.keys()].at(-1);
      if (newest === undefined) throw new Error('There is no master key.');
      return newest;
    },
    wrap: async (keyId, dataKey) => encrypt(await keyOf(keyId), keyId, dataKey),
    async unwrap(keyId, wrapped) {
      const dataKey = decrypt(await keyOf(keyId), keyId, Buffer.from(wrapped));
      if (!dataKey) throw new Error(`A data key cannot be unwrapped with the master key ${keyId}.`);
      return dataKey;
    },
  };
}

/** Master keys from the setting BEDSIDE_MASTER_KEYS. */
export function environmentKeys(setting: string): KeyProvider {
  const keys = new Map(setting.split(',').map((entry) => parseEntry(entry.trim())));
  return keyProvider(async () => keys);
}

function parseEntry(entry: string): [id: string, key: KeyObject] {
  const [, id, key = ''] = /^([\w.-]+):(.*)$/.exec(entry) ?? [];
  const bytes = Buffer.from(key, 'base64');
  if (id !== undefined && bytes.length === 32) return [id, createSecretKey(bytes)];
  throw new ConfigurationError([
    'BEDSIDE_MASTER_KEYS cannot be used. Write id:key,id:key, the newest last, each key 32 bytes in base64 (openssl rand -base64 32).',
  ]);
}
