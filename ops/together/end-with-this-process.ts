import { type ChildProcess, spawn } from 'node:child_process';

/** Ends a child with this process, also when this one is killed: what waits at the pipe hears that its other end is gone. */
export function endWithThisProcess(child: ChildProcess): void {
  const guard = spawn('sh', ['-c', 'read _; kill -9 "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A group of its own: whoever ends all of ours at once would end it too, before it did its work.
    detached: true,
  });
  child.once('exit', () => guard.kill());
}
