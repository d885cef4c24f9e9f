import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provideWorker, workerKeys } from './worker.mjs';

let root;
let env;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bedside-worker-'));
  env = { PATH: process.env.PATH, XDG_CACHE_HOME: join(root, 'cache') };
  mkdirSync(join(root, 'node_modules/mediasoup'), { recursive: true });
  mkdirSync(join(root, 'ops/mediasoup-worker/patches'), { recursive: true });
  writeFileSync(join(root, 'ops/mediasoup-worker/Makefile'), 'all:');
  mediasoup('3.0.0');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function mediasoup(version) {
  writeFileSync(join(root, 'node_modules/mediasoup/package.json'), JSON.stringify({ version }));
}
/** A stand-in for a worker that runs here: like a real one started by hand, it exits with 41. */
function cacheWorker(key, text) {
  const entry = join(root, 'cache/bedside/mediasoup-worker', key);
  mkdirSync(entry, { recursive: true });
  writeFileSync(join(entry, 'mediasoup-worker'), `#!/bin/sh\n# ${text}\nexit 41\n`);
  chmodSync(join(entry, 'mediasoup-worker'), 0o755);
}
const place = () => join(root, 'node_modules/mediasoup/worker/out/Release/mediasoup-worker');

describe('the media worker', () => {
  it('is taken from the cache, and put back after npm wiped it', async () => {
    cacheWorker(workerKeys(root)[0], 'built');
    await provideWorker(root, process.execPath, { env });
    expect(readFileSync(place(), 'utf8')).toContain('built');
    rmSync(join(root, 'node_modules/mediasoup/worker'), { recursive: true });
    await provideWorker(root, process.execPath, { env });
    expect(existsSync(place())).toBe(true);
  });

  it('is exchanged when mediasoup or the recipe changes', async () => {
    const [before] = workerKeys(root);
    cacheWorker(before, 'first');
    await provideWorker(root, process.execPath, { env });
    writeFileSync(join(root, 'ops/mediasoup-worker/patches/new.patch'), 'fix');
    const [after] = workerKeys(root);
    expect(after).not.toBe(before);
    cacheWorker(after, 'second');
    await provideWorker(root, process.execPath, { env });
    expect(readFileSync(place(), 'utf8')).toContain('second');
    mediasoup('3.0.1');
    expect(workerKeys(root)[0]).toMatch(/^3\.0\.1-/);
  });

  it('may be downloaded or built; either is good', async () => {
    cacheWorker(workerKeys(root)[1], 'downloaded');
    await provideWorker(root, process.execPath, { env });
    expect(readFileSync(place(), 'utf8')).toContain('downloaded');
  });

  it('is left to MEDIASOUP_WORKER_BIN if that is set', async () => {
    await provideWorker(root, process.execPath, { env: { ...env, MEDIASOUP_WORKER_BIN: '/my/worker' } });
    expect(existsSync(place())).toBe(false);
  });
});
