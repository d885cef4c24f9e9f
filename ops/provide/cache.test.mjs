import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cached, cacheRoot } from './cache.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'bedside-cache-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the cache', () => {
  it("is the user's own, where XDG says", () => {
    expect(cacheRoot({ HOME: '/home/ada' })).toBe('/home/ada/.cache/bedside');
    expect(cacheRoot({ HOME: '/home/ada', XDG_CACHE_HOME: '/fast' })).toBe('/fast/bedside');
  });

  it('makes an entry once', async () => {
    let times = 0;
    const make = (scratch) => writeFileSync(join(scratch, 'file'), String((times += 1)));
    await cached(join(folder, 'deep/entry'), make);
    await cached(join(folder, 'deep/entry'), make);
    expect(readFileSync(join(folder, 'deep/entry/file'), 'utf8')).toBe('1');
  });

  it('lets two launchers make one entry at once: the first to finish wins, both find it whole', async () => {
    const entry = join(folder, 'entry');
    const release = [];
    const makers = ['a', 'b'].map((name) =>
      cached(entry, async (scratch) => {
        writeFileSync(join(scratch, 'one'), name);
        await new Promise((resolve) => release.push(resolve));
        writeFileSync(join(scratch, 'two'), name);
      }),
    );
    expect(existsSync(entry)).toBe(false);
    release[1]();
    await makers[1];
    release[0]();
    await makers[0];
    const parts = ['one', 'two'].map((part) => readFileSync(join(entry, part), 'utf8'));
    expect(parts).toEqual(['b', 'b']);
    expect(readdirSync(folder)).toEqual(['entry']);
  });

  it('leaves nothing when the making fails', async () => {
    const fails = cached(join(folder, 'entry'), () => Promise.reject(new Error('no line')));
    await expect(fails).rejects.toThrow('no line');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('shows no half entry when the maker is killed, and clears its remains a day later', async () => {
    const entry = join(folder, 'entry');
    const maker = `
      import { writeFileSync } from 'node:fs';
      import { cached } from ${JSON.stringify(join(import.meta.dirname, 'cache.mjs'))};
      await cached(${JSON.stringify(entry)}, (scratch) => {
        writeFileSync(scratch + '/half', '');
        process.kill(process.pid, 'SIGKILL');
      });
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', maker], { stdio: 'ignore' });
    await once(child, 'exit');
    expect(existsSync(entry)).toBe(false);
    const [left] = readdirSync(folder);
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
    utimesSync(join(folder, left), twoDaysAgo, twoDaysAgo);
    await cached(entry, (scratch) => writeFileSync(join(scratch, 'whole'), ''));
    expect(readdirSync(folder)).toEqual(['entry']);
    expect(readdirSync(entry)).toEqual(['whole']);
  });
});
