import type { NewId, Now } from '#platform/clock.ts';
import type { Store } from '#platform/store/store.ts';
import { decrypt, encrypt } from './aes-gcm.ts';
import { openDataKeyRows } from './data-key-row.ts';
import { createDataKeys, type DataKey, type DataKeyLimits, scopeText } from './data-keys.ts';
import type { KeyProvider, Vault, VaultScope } from './vault.ts';
import { VaultError } from './vault-error.ts';

const usualLimits: DataKeyLimits = {
  mostUses: 2 ** 31,
  useBlock: 2 ** 20,
  cached: 10_000,
  trustedMs: 60_000,
};

type Deps = { store: Store; keys: KeyProvider; newId: NewId; now: Now; limits?: Partial<DataKeyLimits> };

const SEALED = /^v1\.([\w-]+)\.([\w-]+)$/;

/**
 * Envelope encryption: text is sealed under its scope's data key, which is stored wrapped by a master key. The sealed
 * form is `v1.<key id>.<base64url of IV, text and tag>`. Shredding holds at once here, within a minute elsewhere.
 */
export async function createVault({ store, keys: provider, newId, now, limits }: Deps): Promise<Vault> {
  const rows = await openDataKeyRows(store);
  const keys = createDataKeys({ rows, provider, newId, now, limits: { ...usualLimits, ...limits } });

  return {
    async seal(scope, recordId, text) {
      const key = keys.cachedForSealing(scope) ?? (await keys.forSealing(scope));
      key.uses.left--;
      return `v1.${key.id}.${encrypt(key.secret, bound(key, recordId), text).toString('base64url')}`;
    },
    async open(scope, recordId, sealed) {
      const [, keyId, data] = SEALED.exec(sealed) ?? [];
      if (keyId === undefined || data === undefined)
        throw new VaultError('not_sealed_text', 'This is no sealed text.');
      const key = await keys.forOpening(keyId);
      const plain =
        isOf(key, scope) && decrypt(key.secret, bound(key, recordId), Buffer.from(data, 'base64url'));
      if (!plain)
        throw new VaultError('changed', 'The sealed text was changed, or belongs to another record.');
      return plain.toString('utf8');
    },
    rotate: () => keys.rotate(),
    shred: (scope) => keys.shred(scope),
  };
}

const bound = (key: DataKey, recordId: string): string => `${key.scope}\n${recordId}`;
const isOf = (key: DataKey, scope: VaultScope): boolean => key.scope === scopeText(scope);
