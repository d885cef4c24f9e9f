import { createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Store } from '#platform/store/store.ts';
import { createVault } from './create-vault.ts';
import { type DataKeyRow, openDataKeyRows, rowsOf } from './data-key-row.ts';
import type { DataKeyLimits } from './data-keys.ts';
import { keyProvider } from './master-keys.ts';
import type { VaultScope } from './vault.ts';
import { VaultError } from './vault-error.ts';

let store: Store;
let time = 0;
const now = () => time;
const masterKeys = new Map([['first', createSecretKey(randomBytes(32))]]);
const provider = keyProvider(async () => masterKeys);
const open = (limits: Partial<DataKeyLimits> = {}) =>
  createVault({ store, keys: provider, newId: newUuid, now, limits });

const scope: VaultScope = { tenantId: 'tenant', kind: 'conversation', id: 'c1' };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof VaultError ? error.code : String(error)),
  );
async function storedKeys(): Promise<DataKeyRow[]> {
  const stored: DataKeyRow[] = [];
  for await (const row of rowsOf(await openDataKeyRows(store))) stored.push(row);
  return stored;
}

beforeEach(async () => {
  time = 1_000;
  store = await openSqliteStore({ file: ':memory:', now });
});
afterEach(() => store.close());

describe('sealed text', () => {
  it('opens to what it was, whatever it was, and shows nothing of it', async () => {
    const vault = await open();
    const texts = fc.string({ unit: 'binary', maxLength: 500 });
    await fc.assert(
      fc.asyncProperty(texts, fc.string(), async (text, recordId) => {
        const sealed = await vault.seal(scope, recordId, text);
        expect(sealed).toMatch(/^v1\.[\w-]+\.[\w-]+$/);
        // What is not Unicode text (half a pair of surrogates) comes back as the replacement character.
        expect(await vault.open(scope, recordId, sealed)).toBe(Buffer.from(text).toString());
      }),
    );
  });

  it('is different each time', async () => {
    const vault = await open();
    const sealed = await Promise.all(Array.from({ length: 2_000 }, () => vault.seal(scope, 'm1', 'hello')));
    expect(new Set(sealed).size).toBe(2_000);
  });

  it('does not open when any one character was changed', async () => {
    const vault = await open();
    const sealed = await vault.seal(scope, 'm1', 'take two a day');
    const [, keyId = '', data = ''] = sealed.split('.');
    const bytes = Buffer.from(data, 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await codeOf(vault.open(scope, 'm1', `v1.${keyId}.${changed.toString('base64url')}`))).toBe(
        'changed',
      );
    }
    expect(await codeOf(vault.open(scope, 'm1', `v1.${keyId}.${data.slice(0, 20)}`))).toBe('changed');
    expect(await codeOf(vault.open(scope, 'm1', `v1.${newUuid()}.${data}`))).toBe('unknown_key');
    for (const other of ['', 'plain text', `v2.${keyId}.${data}`, `${sealed}.`]) {
      expect(await codeOf(vault.open(scope, 'm1', other))).toBe('not_sealed_text');
    }
  });

  it('does not open at another record, nor in another scope', async () => {
    const vault = await open();
    const sealed = await vault.seal(scope, 'm1', 'hello');
    expect(await codeOf(vault.open(scope, 'm2', sealed))).toBe('changed');
    for (const other of [{ tenantId: 'other' }, { kind: 'patient' as const }, { id: 'c2' }]) {
      await vault.seal({ ...scope, ...other }, 'm1', 'x');
      expect(await codeOf(vault.open({ ...scope, ...other }, 'm1', sealed))).toBe('changed');
    }
  });
});

describe('data keys', () => {
  it('are one for each scope, even when two processes use it first at the same moment', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const sealed = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => (turn % 2 ? one : two).seal(scope, 'm1', 'hello')),
    );
    expect(await storedKeys()).toHaveLength(1);
    for (const text of sealed) expect(await two.open(scope, 'm1', text)).toBe('hello');
    await one.seal({ ...scope, id: 'c2' }, 'm1', 'hello');
    expect(await storedKeys()).toHaveLength(2);
  });

  it('are stored only wrapped, and are there after a restart', async () => {
    const sealed = await (await open()).seal(scope, 'm1', 'hello');
    const [row] = await storedKeys();
    // The IV, 32 bytes, and the tag.
    expect(Buffer.from(row?.wrapped ?? '', 'base64url')).toHaveLength(12 + 32 + 16);
    expect(await (await open()).open(scope, 'm1', sealed)).toBe('hello');
  });

  it('give way to a new one when they are used up; what they sealed still opens', async () => {
    const vault = await open({ mostUses: 20, useBlock: 10 });
    const sealed: string[] = [];
    for (let count = 0; count < 50; count++) sealed.push(await vault.seal(scope, 'm1', `${count}`));
    const generations = (await storedKeys()).map(({ generation }) => generation);
    expect(generations.length).toBeGreaterThan(1);
    const usesOf = new Map<string, number>();
    for (const text of sealed) {
      const keyId = text.split('.')[1] ?? '';
      usesOf.set(keyId, (usesOf.get(keyId) ?? 0) + 1);
    }
    expect(Math.max(...usesOf.values())).toBeLessThanOrEqual(20);
    const again = await open();
    expect(await Promise.all(sealed.map((text) => again.open(scope, 'm1', text)))).toEqual(
      sealed.map((_, i) => `${i}`),
    );
  });

  it('survive being pushed out of the cache', async () => {
    const vault = await open({ cached: 2 });
    const scopes = Array.from({ length: 6 }, (_, index) => ({ ...scope, id: `c${index}` }));
    const sealed = await Promise.all(scopes.map((one) => vault.seal(one, 'm1', one.id)));
    for (const [index, one] of scopes.entries()) {
      expect(await vault.open(one, 'm1', sealed[index] ?? '')).toBe(one.id);
      await vault.seal(one, 'm2', 'x');
    }
    expect(await storedKeys()).toHaveLength(6);
  });

  it('are wrapped anew by a rotation, without touching what is sealed', async () => {
    const vault = await open();
    const before = await vault.seal(scope, 'm1', 'hello');
    const shredded = { ...scope, id: 'gone' };
    await vault.seal(shredded, 'm1', 'x');
    await vault.shred(shredded);
    masterKeys.set('second', createSecretKey(randomBytes(32)));
    await Promise.all([vault.rotate(), vault.rotate()]);
    const alive = (await storedKeys()).filter(({ shreddedAt }) => shreddedAt === undefined);
    expect(alive.map(({ masterKeyId }) => masterKeyId)).toEqual(['second']);

    masterKeys.delete('first');
    const later = await open();
    expect(await later.open(scope, 'm1', before)).toBe('hello');
    expect(await later.open(scope, 'm1', await vault.seal(scope, 'm1', 'again'))).toBe('again');
    masterKeys.set('first', createSecretKey(randomBytes(32)));
    masterKeys.delete('second');
  });
});

describe('shredding', () => {
  it('ends a scope for ever, and no other', async () => {
    const vault = await open({ mostUses: 2, useBlock: 1 });
    const sealed: string[] = [];
    for (const recordId of ['m1', 'm2', 'm3', 'm4']) sealed.push(await vault.seal(scope, recordId, 'hello'));
    const neighbour = { ...scope, id: 'c2' };
    const kept = await vault.seal(neighbour, 'm1', 'kept');
    await vault.shred(scope);
    await vault.shred(scope);

    for (const reader of [vault, await open()]) {
      for (const [index, text] of sealed.entries()) {
        expect(await codeOf(reader.open(scope, `m${index + 1}`, text))).toBe('shredded');
      }
      expect(await codeOf(reader.seal(scope, 'm9', 'more'))).toBe('shredded');
      expect(await reader.open(neighbour, 'm1', kept)).toBe('kept');
    }
    const rows = (await storedKeys()).filter(({ scopeId }) => scopeId === scope.id);
    expect(rows.map(({ wrapped }) => wrapped).join('')).toBe('');
  });

  it('holds for a scope that had no key yet', async () => {
    const vault = await open();
    await vault.shred(scope);
    expect(await codeOf(vault.seal(scope, 'm1', 'hello'))).toBe('shredded');
  });

  it('holds elsewhere within a minute', async () => {
    const [here, elsewhere] = await Promise.all([open(), open()]);
    const sealed = await elsewhere.seal(scope, 'm1', 'hello');
    await here.shred(scope);
    time += 60_000;
    expect(await codeOf(elsewhere.open(scope, 'm1', sealed))).toBe('shredded');
    expect(await codeOf(elsewhere.seal(scope, 'm2', 'more'))).toBe('shredded');
  });

  it('leaves nothing readable when it races with first uses', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const racing = { ...scope, id: 'racing' };
    const seals = Array.from({ length: 10 }, (_, turn) =>
      (turn % 2 ? one : two).seal(racing, 'm1', 'hello').catch(() => undefined),
    );
    await Promise.all([one.shred(racing), ...seals]);
    time += 60_000;
    for (const sealed of await Promise.all(seals)) {
      if (sealed !== undefined) expect(await codeOf(two.open(racing, 'm1', sealed))).toBe('shredded');
    }
    expect(await codeOf(one.seal(racing, 'm1', 'more'))).toBe('shredded');
  });
});
