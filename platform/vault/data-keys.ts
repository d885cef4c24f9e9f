import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { NewId, Now } from '#platform/clock.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import { type DataKeyRow, type DataKeyRows, insertRow, newestRow, rowsOf } from './data-key-row.ts';
import { createLru } from './lru.ts';
import type { KeyProvider, VaultScope } from './vault.ts';
import { VaultError } from './vault-error.ts';

export type DataKey = {
  id: string;
  scope: string;
  secret: KeyObject;
  /** How often it may still seal before that is written down; shared by every copy of the key in this process. */
  uses: { left: number };
  checkedAt: number;
};

export type DataKeyLimits = {
  /** A random IV of 96 bits may repeat after too many uses of one key; far below that the scope gets a new one. */
  mostUses: number;
  /** Uses are written down by blocks. */
  useBlock: number;
  cached: number;
  /** How long a cached key is used without looking whether it was shredded elsewhere. */
  trustedMs: number;
};

type Deps = { rows: DataKeyRows; provider: KeyProvider; newId: NewId; now: Now; limits: DataKeyLimits };

const PROVIDER_DEADLINE_MS = 5_000;

export const scopeText = ({ tenantId, kind, id }: VaultScope): string => `${tenantId}\n${kind}\n${id}`;

/** The data keys of every scope: made on first use, unwrapped once, cached, renewed when used up, shredded for good. */
export function createDataKeys({ rows, provider, newId, now, limits }: Deps) {
  const current = createLru<DataKey>(limits.cached);
  const byId = createLru<DataKey>(limits.cached);
  const loading = new Map<string, Promise<DataKey>>();
  let shreds = 0;

  const isTrusted = (key: DataKey): boolean => now() - key.checkedAt < limits.trustedMs;
  const fromProvider = <T>(work: Promise<T>) => withDeadline(work, PROVIDER_DEADLINE_MS, 'the key provider');

  async function toKey(row: DataKeyRow): Promise<DataKey> {
    if (row.shreddedAt !== undefined)
      throw new VaultError('shredded', `The data key ${row._id} was shredded.`);
    const known = byId.get(row._id);
    const unwrap = async () =>
      createSecretKey(
        await fromProvider(provider.unwrap(row.masterKeyId, Buffer.from(row.wrapped, 'base64url'))),
      );
    const secret = known?.secret ?? (await unwrap());
    const scope = scopeText({ tenantId: row.tenantId, kind: row.kind, id: row.scopeId });
    return { id: row._id, scope, secret, uses: known?.uses ?? { left: limits.useBlock }, checkedAt: now() };
  }

  async function make(scope: VaultScope, generation: number): Promise<DataKeyRow> {
    const masterKeyId = await fromProvider(provider.currentKeyId());
    const wrapped = Buffer.from(await fromProvider(provider.wrap(masterKeyId, randomBytes(32)))).toString(
      'base64url',
    );
    await insertRow(rows, scope, { _id: newId(), generation, masterKeyId, wrapped, createdAt: now() });
    // Another may have been faster, or have shredded the scope meanwhile: what is stored decides.
    for await (const row of rowsOf(rows, scope)) {
      if (row.shreddedAt === undefined) continue;
      await shredRows(scope);
      throw new VaultError('shredded', 'The keys of this scope were shredded.');
    }
    const newest = await newestRow(rows, scope);
    if (!newest) throw new Error('A data key that was just stored is not there.');
    return newest;
  }

  async function loadCurrent(scope: VaultScope): Promise<DataKey> {
    const newest = (await newestRow(rows, scope)) ?? (await make(scope, 1));
    return toKey(newest);
  }

  async function renew(scope: VaultScope, key: DataKey): Promise<DataKey> {
    const row = await rows.change(key.id, (old) => ({
      document: { ...old, uses: old.uses + limits.useBlock },
    }));
    if (row.uses + limits.useBlock > limits.mostUses) return toKey(await make(scope, row.generation + 1));
    return { ...(await toKey(row)), uses: { left: limits.useBlock } };
  }

  /** Loads once however many ask at the same moment; what was loaded while something was shredded is not kept. */
  function load(name: string, work: () => Promise<DataKey>, keep: (key: DataKey) => void): Promise<DataKey> {
    const underWay = loading.get(name);
    if (underWay) return underWay;
    const loaded = loadUnshredded(work, keep).finally(() => loading.delete(name));
    loading.set(name, loaded);
    return loaded;
  }

  async function loadUnshredded(
    work: () => Promise<DataKey>,
    keep: (key: DataKey) => void,
  ): Promise<DataKey> {
    const shredsBefore = shreds;
    const key = await work();
    if (shreds !== shredsBefore) return loadUnshredded(work, keep);
    byId.set(key.id, key);
    keep(key);
    return key;
  }

  async function shredRows(scope: VaultScope): Promise<void> {
    let wasAlive = true;
    while (wasAlive) {
      wasAlive = false;
      for await (const row of rowsOf(rows, scope)) {
        wasAlive ||= row.shreddedAt === undefined;
        await rows.change(row._id, (old) =>
          old.shreddedAt === undefined ? { document: { ...old, wrapped: '', shreddedAt: now() } } : undefined,
        );
        // In one step with no wait between: whoever read the row before must not keep what it made of it.
        shreds++;
        byId.delete(row._id);
        current.delete(scopeText(scope));
      }
    }
  }

  return {
    /** Without waiting, if the key is at hand. */
    cachedForSealing(scope: VaultScope): DataKey | undefined {
      const key = current.get(scopeText(scope));
      return key && key.uses.left > 0 && isTrusted(key) ? key : undefined;
    },
    forSealing(scope: VaultScope): Promise<DataKey> {
      const name = scopeText(scope);
      const used = current.get(name);
      const isUsedUp = used !== undefined && used.uses.left <= 0;
      const find = () => (isUsedUp ? renew(scope, used) : loadCurrent(scope));
      return load(name, find, (key) => current.set(name, key));
    },
    async forOpening(keyId: string): Promise<DataKey> {
      const key = byId.get(keyId);
      if (key && isTrusted(key)) return key;
      const find = async () => {
        const row = await rows.findById(keyId);
        if (!row) throw new VaultError('unknown_key', `There is no data key ${keyId}.`);
        return toKey(row);
      };
      return load(keyId, find, () => undefined);
    },
    /** Also where there was no key yet, so that none is made later. */
    async shred(scope: VaultScope): Promise<void> {
      const mark = {
        _id: newId(),
        generation: 1,
        masterKeyId: '',
        wrapped: '',
        createdAt: now(),
        shreddedAt: now(),
      };
      await insertRow(rows, scope, mark);
      await shredRows(scope);
    },
    async rotate(): Promise<void> {
      const newest = await fromProvider(provider.currentKeyId());
      for await (const { _id, masterKeyId, wrapped, shreddedAt } of rowsOf(rows)) {
        if (masterKeyId === newest || shreddedAt !== undefined) continue;
        const secret = await fromProvider(provider.unwrap(masterKeyId, Buffer.from(wrapped, 'base64url')));
        const rewrapped = Buffer.from(await fromProvider(provider.wrap(newest, secret))).toString(
          'base64url',
        );
        await rows.change(_id, (old) =>
          old.wrapped === wrapped
            ? { document: { ...old, masterKeyId: newest, wrapped: rewrapped } }
            : undefined,
        );
      }
    },
  };
}
