import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingPackages, providePackages } from './system-packages.mjs';

let bin;
let env;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'bedside-packages-'));
  env = { PATH: bin };
});
afterEach(() => rmSync(bin, { recursive: true, force: true }));

/** A machine on which only `programs` and `packages` are there. */
function machine({ programs = [], packages = [], apt = 'exit 0' }) {
  for (const name of programs) program(name, 'exit 0');
  program('dpkg-query', [
    ...packages.map((name) => `echo '${name} installed'`),
    "echo 'removed config-files'",
    'exit 1',
  ]);
  program('apt-get', [`echo "$DEBIAN_FRONTEND: $*" >> ${bin}/log`, apt]);
}
function program(name, lines) {
  writeFileSync(join(bin, name), ['#!/bin/sh', ...[lines].flat()].join('\n'));
  chmodSync(join(bin, name), 0o755);
}
const aptCalls = () =>
  existsSync(join(bin, 'log')) ? readFileSync(join(bin, 'log'), 'utf8').trim().split('\n') : [];

describe('system packages', () => {
  it('are missing if neither their program nor the package is there', () => {
    machine({ programs: ['make', 'g++'], packages: ['libssl-dev'] });
    expect(missingPackages(['make', 'g++', 'libssl-dev', 'libuv1-dev', 'patch', 'removed'], env)).toEqual([
      'libuv1-dev',
      'patch',
      'removed',
    ]);
  });

  it('are named in the exact line to run when we are not root', async () => {
    machine({ programs: ['make', 'sudo'] });
    const refused = providePackages(['make', 'patch', 'libuv1-dev'], 'Building', { env, isRoot: false });
    await expect(refused).rejects.toThrow(
      '  sudo apt-get update && sudo apt-get install -y --no-install-recommends patch libuv1-dev\n',
    );
    expect(aptCalls()).toEqual([]);
  });

  it('are asked for through su where there is no sudo', async () => {
    machine({});
    const refused = providePackages(['patch'], 'Building', { env, isRoot: false });
    await expect(refused).rejects.toThrow(
      "  su -c 'apt-get update && apt-get install -y --no-install-recommends patch'\n",
    );
  });

  it('are installed by root, only those that are missing, without a question', async () => {
    machine({ programs: ['make'] });
    await providePackages(['make', 'patch'], 'Building', { env, isRoot: true });
    expect(aptCalls()).toEqual([
      'noninteractive: -o DPkg::Lock::Timeout=300 -o APT::Status-Fd=1 install -y --no-install-recommends patch',
    ]);
  });

  it('are installed with a word on how far it is', async () => {
    const lines = [
      'dlstatus:1:50.0000:Retrieving',
      'pmstatus:libssl-dev:amd64:40.0000:Installing',
      'Setting up',
    ];
    machine({ apt: lines.map((line) => `echo '${line}'`).join('; ') });
    const said = [];
    await providePackages(['patch'], 'Building', {
      env,
      isRoot: true,
      out: { write: (text) => said.push(text) },
    });
    expect(said.map((text) => text.trim())).toEqual(['installing: 20 %', 'installing: 70 %']);
  });

  it('are installed after the package lists are fetched, if that is what it takes', async () => {
    machine({ apt: `grep -q update ${bin}/log` });
    program('grep', `exec /bin/grep "$@"`);
    await providePackages(['patch'], 'Building', { env, isRoot: true });
    expect(aptCalls().map((call) => call.split(' ')[5])).toEqual(['install', 'update', 'install']);
  });

  it('stop the set-up with what apt said when they cannot be had', async () => {
    machine({ apt: 'echo "pmstatus:x:1.0:Running"; echo "Unable to locate package patch"; exit 100' });
    const refused = providePackages(['patch'], 'Building', { env, isRoot: true, out: { write: () => true } });
    await expect(refused).rejects.toThrow(/It said:\nUnable to locate package patch/);
  });

  it('cost nothing when all are there', async () => {
    machine({ programs: ['make'], packages: ['libssl-dev'] });
    await providePackages(['make', 'libssl-dev'], 'Building', { env, isRoot: false });
    expect(aptCalls()).toEqual([]);
  });
});
