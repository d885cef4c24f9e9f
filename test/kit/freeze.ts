import { readdirSync, readFileSync } from 'node:fs';
import { until } from './until.ts';

/** Stops a process (SIGSTOP). On a busy machine its threads still run for a moment: resolves when none does any more. */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await until(() => readdirSync(`/proc/${pid}/task`).every((thread) => stateOf(pid, thread) === 'T'));
}

/** The letter after the name, which stands in brackets and may hold anything (proc_pid_stat(5)). */
function stateOf(pid: number, thread: string): string | undefined {
  const text = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2)[0];
}
