import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

/** A process that a test starts and kills. `lines`: what it said until now. */
export type Child = { pid: number | undefined; lines(): string[]; kill(): Promise<void> };

/** Runs a TypeScript file with this Node. Ends when it is killed; its errors go to the test's own. */
export function startChild(file: string, args: readonly string[] = []): Child {
  // It speaks into a file: a pipe that nobody empties at once would hold it up or lose its last words.
  const directory = mkdtempSync(join(tmpdir(), 'bedside-child-'));
  const output = join(directory, 'said');
  const descriptor = openSync(output, 'a');
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', descriptor, 'inherit'] });
  closeSync(descriptor);
  const exited = once(child, 'exit');
  let last: string[] | undefined;
  const read = () => readFileSync(output, 'utf8').split('\n').slice(0, -1);
  return {
    pid: child.pid,
    lines: () => last ?? read(),
    async kill() {
      child.kill('SIGKILL');
      await exited;
      last ??= read();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when the child has said a line. */
export const untilSaid = (child: Child, line: string, withinMs = 20_000) =>
  until(() => child.lines().includes(line), {
    withinMs,
    why: () => ['waited for', line, child.lines().slice(-5)],
  });
