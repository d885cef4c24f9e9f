import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUuid } from '#platform/clock.ts';
import { ConfigurationError } from '../settings.ts';
import { addMasterKey, openFileKeys } from './file-keys.ts';
import { environmentKeys } from './master-keys.ts';

const dataKey = randomBytes(32);
const newKey = () => randomBytes(32).toString('base64');

describe('openFileKeys', () => {
  let parent: string;
  let directory: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'bedside-keys-'));
    directory = join(parent, 'keys');
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));
  const open = () => openFileKeys({ directory, newId: newUuid });

  it('makes a key on the first start, for its owner alone, and finds it on the next', async () => {
    const first = await open();
    const keyId = await first.currentKeyId();
    const wrapped = await first.wrap(keyId, dataKey);
    const names = await readdir(directory);
    expect(names).toEqual([`master-${keyId}.key`]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, names[0] ?? ''))).mode & 0o777).toBe(0o600);

    const second = await open();
    expect(await second.currentKeyId()).toBe(keyId);
    expect(Buffer.from(await second.unwrap(keyId, wrapped))).toEqual(dataKey);
  });

  it('lets two first starts at one moment read what the other wrapped', async () => {
    const [one, two] = await Promise.all([open(), open()]);
    const keyId = await one.currentKeyId();
    const wrapped = await one.wrap(keyId, dataKey);
    expect(Buffer.from(await two.unwrap(keyId, wrapped))).toEqual(dataKey);
  });

  it('uses a new key as soon as it is there, and the old one for what it wrapped', async () => {
    const keys = await open();
    const oldId = await keys.currentKeyId();
    const wrapped = await keys.wrap(oldId, dataKey);
    await addMasterKey({ directory, newId: newUuid });
    expect(await keys.currentKeyId()).not.toBe(oldId);
    expect(Buffer.from(await keys.unwrap(oldId, wrapped))).toEqual(dataKey);
  });

  it('closes a file that others may read, and refuses a damaged one', async () => {
    const keys = await open();
    const path = join(directory, `master-${await keys.currentKeyId()}.key`);
    await chmod(path, 0o644);
    await (await open()).currentKeyId();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await writeFile(path, 'short');
    await expect((await open()).currentKeyId()).rejects.toThrow('damaged');
  });
});

describe('environmentKeys', () => {
  it('takes the newest, which is the last, and keeps the others for what they wrapped', async () => {
    const [old, young] = [`2025:${newKey()}`, `2026:${newKey()}`];
    const wrapped = await environmentKeys(old).wrap('2025', dataKey);
    const keys = environmentKeys(`${old}, ${young}`);
    expect(await keys.currentKeyId()).toBe('2026');
    expect(Buffer.from(await keys.unwrap('2025', wrapped))).toEqual(dataKey);
    await expect(keys.unwrap('2024', wrapped)).rejects.toThrow('no master key 2024');
  });

  it('refuses what was wrapped by another key under the same name', async () => {
    const wrapped = await environmentKeys(`a:${newKey()}`).wrap('a', dataKey);
    await expect(environmentKeys(`a:${newKey()}`).unwrap('a', wrapped)).rejects.toThrow(
      'cannot be unwrapped',
    );
  });

  it.each(['', 'no-colon', 'id:short', `:${newKey()}`])(
    'says what to write for %j, without showing it',
    (setting) => {
      const read = () => environmentKeys(setting);
      expect(read).toThrow(ConfigurationError);
      expect(read).toThrow('32 bytes in base64');
      expect(read).not.toThrow('short');
    },
  );
});
