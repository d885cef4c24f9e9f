import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from './until.ts';

/** A process that a test starts and kills, with what it said line by line. */
export type Child = { process: ChildProcess; lines: readonly string[]; kill(): Promise<void> };

/** Runs a TypeScript file with this Node. Ends when it is killed; its errors go to the test's own. */
export function startChild(file: string, args: readonly string[] = []): Child {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const closed = once(child, 'close');
  return {
    process: child,
    lines,
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Resolves when the child has said a line. */
export const untilSaid = (child: Child, line: string, withinMs = 10_000) =>
  until(() => child.lines.includes(line), {
    withinMs,
    why: () => ['waited for', line, child.lines.slice(-5)],
  });
