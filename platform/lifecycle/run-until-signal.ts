import type { EventEmitter } from 'node:events';
import { flushCompileCache } from 'node:module';
import { Refusal } from '#contracts/refusal.ts';
import type { NewId } from '../clock.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import { ConfigurationError } from '../settings.ts';

/** EX_CONFIG of sysexits.h: the launcher does not start again, because only a person can mend it. */
export const CONFIGURATION_EXIT = 78;
/** Worth another try: a bug, or something that cannot be reached now. */
export const CRASH_EXIT = 1;

/** The process, as far as it is needed here; `process` fits. */
export type Host = Pick<EventEmitter, 'on'> & { exit(code: number): void };

type Deps = {
  lifecycle: Lifecycle;
  log: Log;
  newId: NewId;
  host?: Host;
  /** Shows a line to the person who started it. */
  print?: (line: string) => void;
  /** Called when everything is up. */
  onStarted?: () => void;
};

/**
 * Starts everything and runs until SIGTERM, SIGINT or the end of the launcher, then drains, stops and exits with 0.
 * A second signal exits at once with 1. A wrong configuration or a refused start exits with 78, after a sentence for each
 * problem; a database or Redis that cannot be used now with 1, after a sentence. An error that nobody caught is a bug: it is
 * logged under an id, and the process ends with 1, to be started again by the launcher.
 */
export async function runUntilSignal(deps: Deps): Promise<void> {
  const { lifecycle, log, newId, host = process, onStarted } = deps;
  let isStopping = false;

  async function stop(cause: string): Promise<void> {
    if (isStopping) return host.exit(CRASH_EXIT);
    isStopping = true;
    log.info({ cause }, 'stopping');
    await lifecycle.stop();
    log.info('stopped');
    host.exit(0);
  }
  function crash(kind: string, err: unknown): void {
    log.fatal({ kind, errorId: newId(), err }, 'a bug ends this process');
    host.exit(CRASH_EXIT);
  }

  for (const cause of ['SIGTERM', 'SIGINT', 'disconnect']) host.on(cause, () => stop(cause));
  for (const kind of ['uncaughtException', 'unhandledRejection'])
    host.on(kind, (error: unknown) => crash(kind, error));

  try {
    await lifecycle.start();
    if (!isStopping) onStarted?.();
    // Node writes what it compiled only at a good end. A server that is killed has none, and starts three times faster with it.
    flushCompileCache();
  } catch (error) {
    endFailedStart(deps, error);
  }
}

/** Also for what fails before there is a lifecycle: reading the settings, opening the log. */
export function endFailedStart(deps: Pick<Deps, 'log' | 'newId' | 'host' | 'print'>, error: unknown): void {
  const { log, newId, host = process, print = (line) => process.stderr.write(`${line}\n`) } = deps;
  const problems = problemsOf(error);
  if (problems.length > 0) {
    for (const problem of problems) print(problem);
    return host.exit(CONFIGURATION_EXIT);
  }
  if (error instanceof Refusal && error.code === 'unavailable') {
    log.info({ err: error }, 'the start found something out of reach');
    print(error.message);
    return host.exit(CRASH_EXIT);
  }
  log.fatal({ errorId: newId(), err: error }, 'the start failed');
  host.exit(CRASH_EXIT);
}

// Like a wrong setting these are for a person to mend; whatever else was refused may pass with the next try.
const forPeople = new Set(['data_in_use', 'address_in_use', 'port_taken']);

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.problems;
  return error instanceof Refusal && forPeople.has(error.code) ? [error.message] : [];
}
