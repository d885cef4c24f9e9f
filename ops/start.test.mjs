import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// A clone that has everything already, with a server of a few lines in place of Bedside's.
const SERVER = `
  process.on('SIGTERM', () => { console.log('stopped'); process.exit(0); });
  process.on('disconnect', () => process.exit(0));
  const seen = Object.keys(process.env).filter((name) => /^npm_|^INIT_CWD$/.test(name));
  console.log(JSON.stringify({ start: process.env['SUPERVISED_START'], args: process.argv.slice(2), seen }));
`;

let root;
const started = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bedside-start-'));
  for (const part of ['start.mjs', 'lib', 'provide']) {
    cpSync(join(import.meta.dirname, part), join(root, 'ops', part), { recursive: true });
  }
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{"":{}}}');
  writeFileSync(join(root, 'node_modules/.package-lock.json'), '{"packages":{}}');
  writeFileSync(join(root, 'bedside.ts'), SERVER);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

function start(...args) {
  return run(process.execPath, [join(root, 'ops/start.mjs'), ...args]);
}

function run(command, args) {
  const env = {
    ...process.env,
    PATH: `${join(root, 'bin')}:${process.env.PATH}`,
    MEDIASOUP_WORKER_BIN: '/bin/true',
    npm_lifecycle_event: 'start',
    INIT_CWD: '/',
  };
  const child = spawn(command, args, { cwd: root, env });
  started.push(child);
  let output = '';
  const take = (chunk) => (output += chunk);
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  return { child, output: () => output };
}

describe('npm start', () => {
  it('on a ready machine says nothing itself, and ends as the server ends', async () => {
    const { child, output } = start('media', 'chat');
    await once(child.stdout, 'data');
    const told = JSON.parse(output());
    expect(told).toEqual({ start: '1', args: ['media', 'chat'], seen: [] });
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect({ code, rest: output().split('\n').slice(1) }).toEqual({ code: 0, rest: ['stopped', ''] });
  });

  it('is stopped with npm, and leaves nothing running', async () => {
    const { type, scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'));
    writeFileSync(join(root, 'package.json'), JSON.stringify({ type, scripts }));
    const { child, output } = run('npm', ['start']);
    while (!output().includes('"start":"1"')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    // Its output stays open for as long as anything of it runs.
    await once(child, 'close');
    expect(output()).toContain('stopped');
  });

  it('ends with 78, at once, when the server says that its settings are wrong', async () => {
    writeFileSync(join(root, 'bedside.ts'), `console.log('BEDSIDE_PORT cannot be "x".'); process.exit(78);`);
    const { child, output } = start();
    const [code] = await once(child, 'close');
    expect({ code, said: output() }).toEqual({ code: 78, said: 'BEDSIDE_PORT cannot be "x".\n' });
  });

  it('says in a sentence why set-up cannot go on, without a stack', async () => {
    rmSync(join(root, 'node_modules/.package-lock.json'));
    mkdirSync(join(root, 'bin'));
    writeFileSync(join(root, 'bin/npm'), '#!/bin/sh\necho "npm error network"; exit 1');
    chmodSync(join(root, 'bin/npm'), 0o755);
    const { child, output } = start();
    const [code] = await once(child, 'close');
    expect({ code, said: output().split('\n').slice(-3) }).toEqual({
      code: 1,
      said: ['npm could not install the libraries. It said:', 'npm error network', ''],
    });
  });
});
