import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { OwnServer } from './own-server.ts';

type Say = (line: string) => void;
type Place = { folder: string; port: number; say?: Say };

/** Redis as it should be run: what it acknowledged is on the disk a second later. */
export async function startRedis({ folder, port, ...more }: Place): Promise<OwnServer> {
  await mkdir(folder, { recursive: true });
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
  const kept = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
  return OwnServer.create({
    name: 'redis',
    command: ['redis-server', ...where, ...kept],
    port,
    url: `redis://127.0.0.1:${port}`,
    ...more,
  });
}

/** A `mongod`, or the server for tests that stands in for it. */
export async function startDatabase({
  command,
  folder,
  port,
  ...more
}: Place & { command: readonly string[] }): Promise<OwnServer> {
  await mkdir(folder, { recursive: true });
  const where = ['--port', String(port)];
  const isMongod = command[0]?.endsWith('mongod');
  const args = isMongod
    ? [...where, '--dbpath', folder, '--bind_ip', '127.0.0.1', '--replSet', 'bedside']
    : [...where, '--host', '127.0.0.1', '--storage-path', folder, '--sync-on-commit'];
  return OwnServer.create({
    name: 'database',
    command: [...command, ...args],
    port,
    url: `mongodb://127.0.0.1:${port}`,
    ...more,
  });
}

type ProxyPlace = Place & { config: string; env?: Readonly<Record<string, string>> };

/** HAProxy with this configuration. `port`: one that the configuration listens on. */
export async function startProxy({ config, folder, port, ...more }: ProxyPlace): Promise<OwnServer> {
  const file = join(folder, 'haproxy.cfg');
  await mkdir(folder, { recursive: true });
  await writeFile(file, config);
  const command = ['haproxy', '-db', '-f', file];
  return OwnServer.create({ name: 'proxy', command, port, url: `http://localhost:${port}`, ...more });
}

/** Those of the ports that something else listens on. */
export async function takenPorts(ports: readonly number[]): Promise<number[]> {
  const taken: number[] = [];
  for (const port of ports) if (!(await isFree(port))) taken.push(port);
  return taken;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}
