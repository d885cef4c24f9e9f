// Runs other programs: set-up's only way to do so.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Runs a program to its end; `onLine` sees each line it writes. Resolves with `{ code, output }` and rejects only if
 * the program could not be started at all.
 */
export function run(command, args, { cwd, env = process.env, onLine = () => {}, deadlineMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const stop = () => endGroup(child.pid, 'SIGKILL');
    const output = [];
    let rest = '';
    let isLate = false;
    const timer = deadlineMs && setTimeout(() => ((isLate = true), stop()), deadlineMs);
    const take = (chunk) => {
      output.push(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    running.add(child.pid);
    child.on('error', (/** @type {Error} */ error) => {
      running.delete(child.pid);
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child.pid);
      clearTimeout(timer);
      resolve({ code: code ?? 128, signal, isLate, output: output.join('') });
    });
  });
}

/**
 * Runs a program of its own that talks to the terminal itself. Resolves with its exit code. With `isTold` it hears of SIGINT,
 * SIGTERM and SIGHUP and ends by itself, and of our end by the IPC channel that closes with it.
 */
export function hand(command, args, { cwd, env, isTold = false }) {
  return new Promise((resolve, reject) => {
    const stdio = ['ignore', 'inherit', 'inherit', ...(isTold ? ['ipc'] : [])];
    const child = spawn(command, args, { cwd, env, stdio, detached: true });
    running.add(child.pid);
    const tell = (signal) => child.kill(signal);
    const heard = isTold ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : [];
    for (const signal of heard) process.on(signal, tell);
    child.on('error', reject);
    child.on('exit', (code) => {
      for (const signal of heard) process.off(signal, tell);
      running.delete(child.pid);
      resolve(code ?? 1);
    });
  });
}

// Programs run in groups of their own, so that a deadline or an end of ours takes their children along.
const running = new Set();
const endGroup = (pid, signal) => {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended meanwhile.
  }
};

/** Ends whatever is going on here. For use on the way out. */
export function endRunning() {
  for (const pid of running) endGroup(pid, 'SIGTERM');
}

/** What a short program prints, or undefined if it is missing or fails. */
export function ask(command, args, env = process.env) {
  const { status, stdout, error } = spawnSync(command, args, { encoding: 'utf8', env, timeout: 20_000 });
  return error || status !== 0 ? undefined : stdout;
}

export function isOnPath(command, env = process.env) {
  return (env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, command)));
}

/** The environment without what `npm run` puts into it, and with `node` found in `nodeBin` first. */
export function cleanEnv(nodeBin, env = process.env) {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(npm_|INIT_CWD$|NODE_CHANNEL_|NODE_UNIQUE_ID$)/.test(name),
  );
  const clean = Object.fromEntries(kept);
  return nodeBin ? { ...clean, PATH: [nodeBin, clean.PATH].filter(Boolean).join(delimiter) } : clean;
}

const FOR_TESTS =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LC_.*|TZ|TMPDIR|CI|XDG_.*|DISPLAY|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|SSL_.*|MEDIASOUP_WORKER_BIN|MONGODB_URL|TEST_.*|FORCE_COLOR|NO_COLOR)$/;

/**
 * What tests may see of the environment: nobody's settings, and no key that could reach a real service. MONGODB_URL names a
 * server on which they make databases of their own and drop them.
 */
export function testEnv(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => FOR_TESTS.test(name)));
}
