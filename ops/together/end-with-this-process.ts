import { type ChildProcess, spawn } from 'node:child_process';

/** Ends a child with this process, also when this one is killed: what waits at the pipe hears that its other end is gone. */
export function endWithThisProcess(child: ChildProcess): void {
  const guard = spawn('sh', ['-c', 'read _; kill -9 "$1"', 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.once('exit', () => guard.kill());
}
