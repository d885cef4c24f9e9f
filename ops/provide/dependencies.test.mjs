import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { provideDependencies } from './dependencies.mjs';

let root;
let env;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bedside-dependencies-'));
  mkdirSync(join(root, 'bin'));
  env = { PATH: join(root, 'bin'), npm_config_local_prefix: '/elsewhere', npm_package_name: 'x' };
  fakeNpm('mkdir -p node_modules');
  lock({ zod: '4.0.0' });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function fakeNpm(script) {
  const log = `echo "$* $npm_config_local_prefix" >> ${join(root, 'log')}`;
  writeFileSync(join(root, 'bin/npm'), `#!/bin/sh\nPATH=/bin:/usr/bin\n${log}\n${script}\n`);
  chmodSync(join(root, 'bin/npm'), 0o755);
}
const packages = (versions) =>
  Object.fromEntries(
    Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }]),
  );
const lock = (versions) =>
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({ packages: { '': {}, ...packages(versions) } }),
  );
const calls = () =>
  existsSync(join(root, 'log'))
    ? readFileSync(join(root, 'log'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' ').slice(0, 2).join(' '))
    : [];

describe('the libraries', () => {
  it('are installed once for one lockfile, without install scripts', async () => {
    await provideDependencies(root, { env });
    await provideDependencies(root, { env });
    expect(calls()).toEqual(['ci --ignore-scripts']);
    expect(readFileSync(join(root, 'log'), 'utf8')).not.toContain('/elsewhere');
  });

  it('are installed again when the lockfile changes', async () => {
    await provideDependencies(root, { env });
    lock({ zod: '4.0.1' });
    await provideDependencies(root, { env });
    expect(calls()).toHaveLength(2);
  });

  it('are left alone after an npm install by hand', async () => {
    mkdirSync(join(root, 'node_modules'));
    const note = { packages: packages({ zod: '4.0.0' }) };
    writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify(note));
    await provideDependencies(root, { env });
    expect(calls()).toEqual([]);
    lock({ zod: '4.0.0', pino: '10.0.0' });
    await provideDependencies(root, { env });
    expect(calls()).toEqual(['ci --ignore-scripts']);
  });

  it('are taken leniently from a lockfile that npm ci refuses', async () => {
    fakeNpm('[ "$1" = ci ] && echo "npm error code EUSAGE" && exit 1; mkdir -p node_modules');
    await provideDependencies(root, { env });
    expect(calls()).toEqual(['ci --ignore-scripts', 'install --no-save']);
  });

  it('stop the set-up with what npm said, and are tried anew next time', async () => {
    fakeNpm('echo "npm error network"; exit 1');
    await expect(provideDependencies(root, { env })).rejects.toThrow('npm error network');
    fakeNpm('mkdir -p node_modules');
    await provideDependencies(root, { env });
    expect(calls()).toHaveLength(2);
  });
});
