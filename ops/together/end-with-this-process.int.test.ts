import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../test/kit/free-port.ts';
import { until } from '../../test/kit/until.ts';
import { takenPorts } from './servers.ts';

const program = (folder: string, port: number) => `
  import { startProxy } from ${JSON.stringify(join(import.meta.dirname, 'servers.ts'))};
  const config = 'defaults\\n mode http\\n timeout client 1s\\nfrontend entry\\n bind 127.0.0.1:${port}\\n';
  const { pid } = await startProxy({ config, folder: ${JSON.stringify(folder)}, port: ${port} });
  console.log(pid);
`;

describe('a server that this program runs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-own-server-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  // Who ends a run that takes too long ends all of its group at once: what waits for our end with it, unless it is apart.
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
    'is gone soon after %s to all of its group',
    async (signal) => {
      const port = await freePort();
      const args = ['--input-type=module', '-e', program(folder, port)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
      const [pid] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
      expect(await readFile(`/proc/${pid.trim()}/cmdline`, 'utf8')).toContain('haproxy');
      const ended = once(child, 'exit');
      process.kill(-(child.pid ?? Number.NaN), signal);
      await ended;
      await until(async () => (await takenPorts([port])).length === 0);
    },
  );
});
