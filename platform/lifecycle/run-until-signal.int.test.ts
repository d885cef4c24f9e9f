import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/kit/until.ts';

const here = import.meta.dirname;
const script = (body: string) => `
  import { createLifecycle } from ${JSON.stringify(resolve(here, '../lifecycle.ts'))};
  import { createLog } from ${JSON.stringify(resolve(here, '../log.ts'))};
  import { ConfigurationError } from ${JSON.stringify(resolve(here, '../settings.ts'))};
  import { runUntilSignal } from ${JSON.stringify(resolve(here, 'run-until-signal.ts'))};
  const say = (line) => process.stdout.write(line + '\\n');
  const log = createLog({ level: 'fatal', stream: { write: say } });
  const lifecycle = createLifecycle({ log });
  const open = setInterval(() => undefined, 1_000);
  let drain = async () => undefined;
  lifecycle.add({
    name: 'server',
    start: async () => { ${body} },
    drain: () => drain(),
    stop: async () => say('stopped'),
  });
  await runUntilSignal({ lifecycle, log, newId: () => 'id-1', onStarted: () => say('up') });
`;

let child: ChildProcess | undefined;
let compiled = '';
beforeEach(() => {
  compiled = mkdtempSync(join(tmpdir(), 'bedside-compiled-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(compiled, { recursive: true });
});

async function run(body: string, whenUp: (child: ChildProcess) => unknown = () => undefined) {
  const started = spawn(process.execPath, ['--input-type=module', '--eval', script(body)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  });
  child = started;
  const { stdout, stderr } = started;
  if (!stdout || !stderr) throw new Error('The process has no output.');
  let told = '';
  stdout.on('data', (chunk: Buffer) => {
    if (told === '' && String(chunk).startsWith('up')) whenUp(started);
    told += String(chunk);
  });
  stderr.on('data', (chunk: Buffer) => {
    told += String(chunk);
  });
  // Not 'close', which does not come once the channel between them was cut.
  const ends = [once(stdout, 'end'), once(stderr, 'end')];
  const [[code]] = await Promise.all([once(started, 'exit'), ...ends]);
  return { code, told };
}

describe('a process that runs until a signal', () => {
  it.each([
    ['SIGTERM', (process: ChildProcess) => void process.kill('SIGTERM')],
    ['SIGINT', (process: ChildProcess) => void process.kill('SIGINT')],
    ['the end of its launcher', (process: ChildProcess) => process.disconnect()],
  ])('stops and exits with 0 on %s', async (_, end) => {
    expect(await run('', end)).toEqual({ code: 0, told: 'up\nstopped\n' });
  });

  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGTERM', 'SIGINT'],
  ] as const)('drains on %s, and ends at once with 1 on a %s after it', async (first, second) => {
    const neverDone = "drain = () => { say('draining'); return new Promise(() => undefined); };";
    const ended = await run(neverDone, (process) => {
      process.stdout?.on('data', (chunk: Buffer) => {
        if (String(chunk).includes('draining')) process.kill(second);
      });
      process.kill(first);
    });
    expect(ended).toEqual({ code: 1, told: 'up\ndraining\n' });
  });

  it('keeps what it compiled for the next start, however it ends', async () => {
    const files = () => readdirSync(compiled, { recursive: true });
    await run('', async (process) => {
      await until(() => files().length > 10);
      process.kill('SIGKILL');
    });
    expect(files().length).toBeGreaterThan(10);
  });

  it('exits with 78 and a sentence on a wrong configuration', async () => {
    const wrong = await run("throw new ConfigurationError(['Write BEDSIDE_PORT=3000.'])");
    expect(wrong).toEqual({ code: 78, told: 'stopped\nWrite BEDSIDE_PORT=3000.\n' });
  });

  it('crashes with 1 and an id on an error that nobody caught', async () => {
    const rejected = await run("setImmediate(() => Promise.reject(new Error('bug')))");
    expect(rejected.code).toBe(1);
    expect(rejected.told).toContain('"kind":"unhandledRejection","errorId":"id-1"');
    const thrown = await run("setImmediate(() => { throw new Error('bug') })");
    expect(thrown.code).toBe(1);
    expect(thrown.told).toContain('"kind":"uncaughtException","errorId":"id-1"');
  });
});
