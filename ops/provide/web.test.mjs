import {
  existsSync,
  mkdirSync,
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
import { provideWeb } from './web.mjs';

// Stands in for Vite: notes each build, and copies the page or fails.
const FAKE_VITE = `
  const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
  appendFileSync('../builds', process.env.NODE_ENV + '\\n');
  const out = process.argv[process.argv.indexOf('--outDir') + 1];
  const page = readFileSync('page.html', 'utf8');
  mkdirSync(out, { recursive: true });
  if (page === 'broken') { console.error('page.html: unexpected end'); process.exit(1); }
  writeFileSync(out + '/page.html', page);
`;

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bedside-web-'));
  for (const folder of ['web', 'contracts', 'node_modules/.bin'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'node_modules/.bin/vite'), FAKE_VITE);
  writeFileSync(join(root, 'web/vite.config.ts'), '');
  writeFileSync(join(root, 'web/page.html'), 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const provide = () => provideWeb(root, process.execPath, process.env);
const builds = () => readFileSync(join(root, 'builds'), 'utf8').trim().split('\n');
const page = () => readFileSync(join(root, 'dist/web/page.html'), 'utf8');

describe('the web app', () => {
  it('is built for production, once while nothing changes', async () => {
    expect(await provide()).toBe(true);
    expect(await provide()).toBe(true);
    expect(builds()).toEqual(['production']);
    expect(page()).toBe('one');
  });

  it('is not built again when only the dates differ, as after a checkout, or a test was written', async () => {
    await provide();
    utimesSync(join(root, 'web/page.html'), 1, 1);
    writeFileSync(join(root, 'web/page.test.ts'), '');
    await provide();
    expect(builds()).toHaveLength(1);
  });

  it('is built again when a source or a contract changes', async () => {
    await provide();
    writeFileSync(join(root, 'web/page.html'), 'two!');
    await provide();
    expect(page()).toBe('two!');
    writeFileSync(join(root, 'contracts/ids.ts'), '');
    await provide();
    expect(builds()).toHaveLength(3);
  });

  it('is built again when it was deleted', async () => {
    await provide();
    rmSync(join(root, 'dist/web'), { recursive: true });
    await provide();
    expect(page()).toBe('one');
  });

  it('stays as it was when the build fails, and the failure is said', async () => {
    await provide();
    writeFileSync(join(root, 'web/page.html'), 'broken');
    await expect(provide()).rejects.toThrow('page.html: unexpected end');
    expect(page()).toBe('one');
    expect(readdirSync(join(root, 'dist')).sort()).toEqual(['web', 'web.stamp.json']);
  });

  it('is not built where there is none', async () => {
    rmSync(join(root, 'web/vite.config.ts'));
    expect(await provide()).toBe(false);
    expect(existsSync(join(root, 'builds'))).toBe(false);
  });
});
