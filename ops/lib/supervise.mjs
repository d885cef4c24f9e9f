// Keeps the server running until it is told to stop, or says itself that it cannot run.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** The exit code with which the server says that its settings or its machine are wrong (sysexits' EX_CONFIG). */
export const EXIT_CONFIGURATION = 78;

const DEFAULTS = { drainMs: 30_000, stableMs: 10_000, firstDelayMs: 200, longestDelayMs: 10_000 };

/**
 * Runs the server and starts it again whenever it dies: at once, then with growing pauses while it keeps dying young.
 * Resolves with the exit code for the launcher: the server's own after SIGTERM or SIGINT, after a plain exit with 0,
 * and after EXIT_CONFIGURATION. `onStarted` is told the process id of each start, `onOutput` what it prints, which else goes to
 * the terminal. The server has an IPC channel to us; when it closes, we are gone and it must stop.
 */
export function supervise({
  command,
  args,
  cwd,
  env,
  say,
  signals = process,
  onStarted = (_pid) => {},
  onOutput,
  ...given
}) {
  const times = { ...DEFAULTS, ...given };
  return new Promise((resolve) => {
    let child;
    let starts = 0;
    let failures = 0;
    let stopAskedAt;
    let timer;

    function start() {
      starts += 1;
      const startedAt = Date.now();
      // A group of its own: Ctrl-C must reach the server once, through us, and not a second time from the terminal.
      child = spawn(command, args, {
        cwd,
        env: { ...env, SUPERVISED_START: String(starts) },
        stdio: ['ignore', ...(onOutput ? ['pipe', 'pipe'] : ['inherit', 'inherit']), 'ipc'],
        detached: true,
      });
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (text) => onOutput(text));
      onStarted(child.pid);
      let isOver = false;
      const over = (code, signal) => {
        if (isOver) return;
        isOver = true;
        ended(code, signal, Date.now() - startedAt);
      };
      child.on(
        'error',
        (error) => (say(`The server could not be started: ${error.message}`), over(127, null)),
      );
      child.on('exit', over);
    }

    function ended(code, signal, livedMs) {
      clearTimeout(timer);
      endGroup(child.pid);
      if (stopAskedAt !== undefined) return finish(code ?? 128 + constants.signals[signal]);
      if (code === 0 || code === EXIT_CONFIGURATION) return finish(code);
      failures = livedMs >= times.stableMs ? 1 : failures + 1;
      const delay = restartDelayMs(failures, times);
      const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
      const when =
        delay === 0 ? 'Starting it again.' : `Failure ${failures} in a row: next try in ${delay / 1000} s.`;
      say(`The server ${how}. ${when}`);
      if (delay === 0) start();
      else timer = setTimeout(start, delay);
    }

    function stop(signal) {
      // npm passes Ctrl-C on to us as well, so one key press arrives twice; a later second one means "now".
      if (stopAskedAt !== undefined) return void (Date.now() - stopAskedAt > 1000 && child.kill('SIGKILL'));
      stopAskedAt = Date.now();
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return finish(0);
      child.kill(signal);
      timer = setTimeout(() => {
        say(`The server has not stopped within ${times.drainMs / 1000} s and is ended.`);
        child.kill('SIGKILL');
      }, times.drainMs);
    }

    const heard = {
      SIGTERM: () => stop('SIGTERM'),
      SIGINT: () => stop('SIGINT'),
      SIGHUP: () => stop('SIGTERM'),
    };
    for (const [signal, listener] of Object.entries(heard)) signals.on(signal, listener);
    function finish(code) {
      for (const [signal, listener] of Object.entries(heard)) signals.off(signal, listener);
      resolve(code);
    }
    start();
  });
}

/** What a killed server leaves running, its media workers, would hold the ports that the next one needs. */
function endGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left, as it should be.
  }
}

/** The pause before the next start after so many failures in a row: none, then doubling. */
export function restartDelayMs(failures, { firstDelayMs, longestDelayMs } = DEFAULTS) {
  return failures <= 1 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 2));
}
