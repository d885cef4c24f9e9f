import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

/** A server that this program started, or one that is there already and stays. */
export type Server = { url: string; stop(): Promise<void> };

type Place = { url: string | undefined; folder: string; port: number };

/** Redis as it should be run: what it acknowledged is on the disk a second later. */
export async function startRedis({ url, folder, port }: Place): Promise<Server> {
  if (url !== undefined) return there(url);
  await mkdir(folder, { recursive: true });
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes'];
  return startServer({
    command: ['redis-server', ...args, '--save', ''],
    port,
    url: `redis://127.0.0.1:${port}`,
  });
}

/** A `mongod`, or the server for tests that stands in for it. */
export async function startDatabase({
  url,
  command,
  folder,
  port,
}: Place & { command: readonly string[] }): Promise<Server> {
  if (url !== undefined) return there(url);
  await mkdir(folder, { recursive: true });
  const where = ['--port', String(port)];
  const isMongod = command[0]?.endsWith('mongod');
  const args = isMongod
    ? [...where, '--dbpath', folder, '--bind_ip', '127.0.0.1', '--replSet', 'bedside']
    : [...where, '--host', '127.0.0.1', '--storage-path', folder, '--sync-on-commit'];
  return startServer({ command: [...command, ...args], port, url: `mongodb://127.0.0.1:${port}` });
}

type ProxyStart = {
  config: string;
  folder: string;
  /** One that the configuration listens on. */
  port: number;
  env?: Readonly<Record<string, string>>;
};

/** HAProxy with this configuration. */
export async function startProxy({ config, folder, port, env = {} }: ProxyStart): Promise<Server> {
  const file = join(folder, 'haproxy.cfg');
  await mkdir(folder, { recursive: true });
  await writeFile(file, config);
  return startServer({ command: ['haproxy', '-db', '-f', file], port, url: '', env });
}

export async function untilAnswers(url: string, withinMs: number): Promise<void> {
  for (const endsAt = Date.now() + withinMs; Date.now() < endsAt; await pause(200)) {
    const isThere = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isThere) return;
  }
  throw new Error(`${url} did not answer within ${withinMs / 1_000} s.`);
}

const there = (url: string): Server => ({ url, stop: async () => undefined });

type Start = {
  command: readonly string[];
  port: number;
  url: string;
  env?: Readonly<Record<string, string>>;
};

async function startServer({
  command: [program = '', ...args],
  port,
  url,
  env = {},
}: Start): Promise<Server> {
  // A group of its own: Ctrl-C ends it through us, after those who need it.
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await untilListening({ child, program, port, said: () => said });
  return { url, stop: () => end(child) };
}

type Starting = { child: ChildProcess; program: string; port: number; said: () => string };

async function untilListening({ child, program, port, said }: Starting): Promise<void> {
  let problem: string | undefined;
  child.once('error', (error) => {
    problem = error.message;
  });
  for (const endsAt = Date.now() + 30_000; Date.now() < endsAt; await pause(50)) {
    if (problem !== undefined || child.exitCode !== null)
      throw new Error(`${program} did not start: ${problem ?? said()}`);
    if (await isListening(port)) return;
  }
  throw new Error(`${program} did not listen on port ${port}: ${said()}`);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(force);
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
