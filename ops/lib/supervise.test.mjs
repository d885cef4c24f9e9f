import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT_CONFIGURATION, restartDelayMs, supervise } from './supervise.mjs';

// A server of one screen: it writes a line for each start, and behaves as its mode says.
const FAKE_SERVER = `
  import { appendFileSync, readFileSync } from 'node:fs';
  import { spawn } from 'node:child_process';
  const [log, mode] = process.argv.slice(2);
  const helper = mode === 'with-helper' ? spawn('sleep', ['60']).pid : 0;
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => {
    if (mode === 'drains') setTimeout(() => process.exit(7), 150);
    else if (mode !== 'deaf') process.exit(0);
  });
  appendFileSync(log, [process.pid, process.env.SUPERVISED_START, helper].join(' ') + '\\n');
  if (mode === 'fails') process.exit(1);
  if (mode === 'misconfigured') process.exit(78);
  if (mode === 'done') process.exit(0);
  setInterval(() => {}, 1000);
`;

let folder;
let log;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-supervise-'));
  log = join(folder, 'starts');
  writeFileSync(join(folder, 'server.mjs'), FAKE_SERVER);
  writeFileSync(log, '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Supervises the fake server; `signals` stands in for the launcher's own process. */
function launch(mode, times = {}) {
  const signals = new EventEmitter();
  const said = [];
  const exit = supervise({
    command: process.execPath,
    args: [join(folder, 'server.mjs'), log, mode],
    cwd: folder,
    env: process.env,
    say: (sentence) => said.push(sentence),
    signals,
    ...times,
  });
  return { signals, said, exit };
}

const starts = () =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ').map(Number))
    .map(([pid, number, helper]) => ({ pid, number, helper }));

async function until(what, isSo) {
  const giveUpAt = Date.now() + 8000;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(`Not within 8 s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const upTimes = (count) => until(`${count} starts`, () => starts().length >= count);
const isGone = (pid) => {
  try {
    // A killed process that nobody has waited for yet counts as gone.
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
};

describe('the supervised server', () => {
  it('is back at once after kill -9, and knows that it is not the first', async () => {
    const { signals, exit, said } = launch('steady');
    await upTimes(1);
    const killedAt = Date.now();
    process.kill(starts()[0].pid, 'SIGKILL');
    await upTimes(2);
    expect(Date.now() - killedAt).toBeLessThan(1500);
    expect(starts().map(({ number }) => number)).toEqual([1, 2]);
    expect(said).toEqual(['The server was ended by SIGKILL. Starting it again.']);
    signals.emit('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('takes what the killed one left running with it', async () => {
    const { signals, exit } = launch('with-helper');
    await upTimes(1);
    process.kill(starts()[0].pid, 'SIGKILL');
    await upTimes(2);
    await until('the helper is gone', () => isGone(starts()[0].helper));
    signals.emit('SIGTERM');
    await exit;
    await until('the second helper is gone', () => isGone(starts()[1].helper));
  });

  it('is started again with growing pauses while it keeps failing', async () => {
    const { signals, exit, said } = launch('fails', { firstDelayMs: 20, longestDelayMs: 60 });
    await upTimes(5);
    await until('five failures are said', () => said.length >= 5);
    signals.emit('SIGTERM');
    await exit;
    expect(said.slice(0, 5)).toEqual([
      'The server ended with code 1. Starting it again.',
      'The server ended with code 1. Failure 2 in a row: next try in 0.02 s.',
      'The server ended with code 1. Failure 3 in a row: next try in 0.04 s.',
      'The server ended with code 1. Failure 4 in a row: next try in 0.06 s.',
      'The server ended with code 1. Failure 5 in a row: next try in 0.06 s.',
    ]);
  });

  it('pauses at most 10 s', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((failures) => restartDelayMs(failures));
    expect(pauses).toEqual([0, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
  });

  it('begins anew with its patience after it ran well for a while', async () => {
    const { signals, exit, said } = launch('steady', { stableMs: 0 });
    for (const count of [1, 2, 3]) {
      await upTimes(count);
      process.kill(starts()[count - 1].pid, 'SIGKILL');
    }
    await upTimes(4);
    expect(said).toHaveLength(3);
    expect(new Set(said)).toEqual(new Set(['The server was ended by SIGKILL. Starting it again.']));
    signals.emit('SIGINT');
    await exit;
  });

  it('is not started again when it says that its settings are wrong', async () => {
    const { exit, said } = launch('misconfigured');
    expect(await exit).toBe(EXIT_CONFIGURATION);
    expect(starts()).toHaveLength(1);
    expect(said).toEqual([]);
  });

  it('is not started again when it is done', async () => {
    expect(await launch('done').exit).toBe(0);
    expect(starts()).toHaveLength(1);
  });

  it('gets SIGTERM passed on, may drain, and its exit code is ours', async () => {
    const { signals, exit } = launch('drains');
    await upTimes(1);
    signals.emit('SIGTERM');
    signals.emit('SIGTERM'); // npm passes the signal on a second time.
    expect(await exit).toBe(7);
    expect(starts()).toHaveLength(1);
    expect(signals.eventNames()).toEqual([]);
  });

  it('is ended when it does not stop in time', async () => {
    const { signals, exit, said } = launch('deaf', { drainMs: 100 });
    await upTimes(1);
    signals.emit('SIGTERM');
    expect(await exit).toBe(137);
    expect(said).toEqual(['The server has not stopped within 0.1 s and is ended.']);
  });

  it('stays down when it is told to stop during a pause', async () => {
    const { signals, exit, said } = launch('fails', { firstDelayMs: 60_000, longestDelayMs: 60_000 });
    await until('the pause', () => said.length === 2);
    signals.emit('SIGTERM');
    expect(await exit).toBe(0);
    expect(starts()).toHaveLength(2);
  });

  it('hears when the launcher itself is killed, and stops', async () => {
    const driver = `
      import { supervise } from ${JSON.stringify(join(import.meta.dirname, 'supervise.mjs'))};
      const args = [${JSON.stringify(join(folder, 'server.mjs'))}, ${JSON.stringify(log)}, 'steady'];
      await supervise({ command: process.execPath, args, env: process.env, say: () => {} });
    `;
    const launcher = spawn(process.execPath, ['--input-type=module', '--eval', driver], { stdio: 'ignore' });
    await upTimes(1);
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');
    await until('the server is gone', () => isGone(starts()[0].pid));
    expect(starts()).toHaveLength(1);
  });

  it('is reported when it cannot be started at all', async () => {
    const said = [];
    const signals = new EventEmitter();
    const exit = supervise({
      command: join(folder, 'nothing'),
      args: [],
      env: {},
      say: (sentence) => said.push(sentence),
      signals,
      firstDelayMs: 60_000,
      longestDelayMs: 60_000,
    });
    await until('two failures', () => said.length >= 4);
    signals.emit('SIGTERM');
    await exit;
    expect(said[0]).toMatch(/^The server could not be started: .*ENOENT/);
  });
});
