import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

// A tiny project of its own, run by the real Vitest.
const TESTS = {
  'mixed.test.mjs': `
    import { describe, expect, it } from 'vitest';
    describe('a thing', () => {
      it('works', () => expect(1).toBe(1));
      it('does not', () => expect(1).toBe(2));
      it('cannot here', ({ skip }) => skip('needs root'));
      it.${'skip'}('is off', () => {});
    });
  `,
  'unloadable.test.mjs': `import './nowhere.mjs';`,
  'unhandled.test.mjs': `
    import { it } from 'vitest';
    it('leaves a promise alone', async () => {
      Promise.reject(new Error('nobody listens'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  `,
};

describe('the count of a test run', () => {
  let folder;
  let tally;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bedside-reporter-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [name, text] of Object.entries(TESTS)) writeFileSync(join(folder, name), text);
    const reporter = join(import.meta.dirname, 'vitest-reporter.mjs');
    const args = [join(root, 'node_modules/.bin/vitest'), 'run', '--root', folder, `--reporter=${reporter}`];
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, TALLY_FILE: join(folder, 'tally.json') };
    spawnSync(process.execPath, args, { cwd: folder, env, timeout: 30_000 });
    tally = JSON.parse(readFileSync(join(folder, 'tally.json'), 'utf8'));
  }, 40_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has what passed', () => {
    expect(tally.passed).toBe(2);
  });

  it('has what was skipped, with the reason', () => {
    expect(tally.skipped).toEqual([
      { title: 'mixed.test.mjs > a thing > cannot here', reason: 'needs root' },
      { title: 'mixed.test.mjs > a thing > is off' },
    ]);
  });

  it('has what failed, also a file that could not be loaded and an error nobody handled', () => {
    expect([...tally.failed].sort()).toEqual([
      'mixed.test.mjs > a thing > does not',
      'unhandled error: nobody listens',
      'unloadable.test.mjs',
    ]);
  });

  it('has every file', () => {
    expect([...tally.files].sort()).toEqual(Object.keys(TESTS).sort());
  });
});
