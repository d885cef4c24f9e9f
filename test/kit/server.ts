import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UserActor } from '#contracts/actor.ts';
import { systemNow } from '#platform/clock.ts';
import { createTokens } from '#platform/tokens/create-tokens.ts';
import { openTokenKeyFile } from '#platform/tokens/token-keys.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import { serverArgs } from '../../ops/lib/server-args.mjs';
import { freePort } from './free-port.ts';
import { findProcess } from './processes.ts';
import { until } from './until.ts';

/** To be given as `through`: the server runs under the launcher's supervision, which starts it again. */
export const supervised = [process.execPath, join(import.meta.dirname, 'supervise-server.mjs')];

export const root = join(import.meta.dirname, '..', '..');

/** Node as the launcher runs the server with it. */
const nodeOfServer = [process.execPath, ...serverArgs] as const;

/** What the launcher hands to a server, and nothing else of this process's own settings. */
export function machineEnv(): Record<string, string> {
  const { PATH = '', HOME = '', MEDIASOUP_WORKER_BIN, NODE_COMPILE_CACHE } = process.env;
  return {
    PATH,
    HOME,
    ...(MEDIASOUP_WORKER_BIN ? { MEDIASOUP_WORKER_BIN } : {}),
    NODE_COMPILE_CACHE: NODE_COMPILE_CACHE ?? join(root, '.cache/compiled'),
  };
}

type Options = {
  env?: Record<string, string>;
  /** Where data is kept; a folder of its own that goes with the server, unless told. */
  dataDirectory?: string;
  /** A command that the server's own is given to, such as one that runs it elsewhere. */
  through?: readonly string[];
  /** Where this process reaches it, if not on a port of this machine. */
  url?: string;
};

/** A whole Bedside in a process of its own, as `npm start` runs it, on ports of its own. */
export class TestServer {
  readonly url: string;
  readonly dataDirectory: string;
  readonly #env: Record<string, string>;
  readonly #ownsData: boolean;
  readonly #through: readonly string[];
  #child: ChildProcess | undefined;
  #output = '';

  static async create({ env = {}, dataDirectory, through = [], url }: Options = {}): Promise<TestServer> {
    const port = env['BEDSIDE_PORT'] ?? String(await freePort());
    const folder = dataDirectory ?? (await mkdtemp(join(tmpdir(), 'bedside-test-')));
    const ownsData = dataDirectory === undefined;
    const server = new TestServer({ port, folder, ownsData, env, through, url });
    await server.start();
    return server;
  }

  private constructor(given: {
    port: string;
    folder: string;
    ownsData: boolean;
    env: Record<string, string>;
    through: readonly string[];
    url: string | undefined;
  }) {
    this.url = given.url ?? `http://localhost:${given.port}`;
    this.dataDirectory = given.folder;
    this.#ownsData = given.ownsData;
    this.#through = given.through;
    this.#env = {
      BEDSIDE_PORT: given.port,
      BEDSIDE_DATA: given.folder,
      BEDSIDE_RTC_PORT: '0',
      BEDSIDE_MEDIA_WORKERS: '1',
      ...given.env,
    };
  }

  get #keyFile(): string {
    return join(this.dataDirectory, 'keys', 'tokens.json');
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('The server does not run.');
    return this.#child.pid;
  }

  /** SIGKILL to the server alone; who supervises it lives. */
  killServer(): void {
    const pid = findProcess(
      this.pid,
      (command) => / \S*bedside\.ts/.test(command) && !command.includes('supervise'),
    );
    if (pid === undefined) throw new Error('The server does not run.');
    process.kill(pid, 'SIGKILL');
  }

  /** What it wrote to its terminal. */
  get output(): string {
    return this.#output;
  }

  /** Starts it, or starts it again after `kill`. Resolves when it is ready. */
  async start(): Promise<void> {
    const [command, ...args] = [...this.#through, ...nodeOfServer, join(root, 'bedside.ts')];
    const child = spawn(command ?? process.execPath, args, {
      cwd: root,
      env: { ...machineEnv(), ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    const take = (chunk: Buffer) => (this.#output += chunk.toString());
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    await until(
      async () => {
        if (child.exitCode !== null)
          throw new Error(`The server ended with ${child.exitCode}: ${this.#output}`);
        return (await fetch(`${this.url}/readyz`)).ok;
      },
      { withinMs: 30_000, why: () => this.#output },
    );
  }

  /** The exit code of a start that is expected to fail. */
  static async exitOf(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const child = spawn(process.execPath, [join(root, 'bedside.ts')], {
      cwd: root,
      env: { ...machineEnv(), ...env },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }

  /** Tokens signed with the server's own keys, for callers that never signed in. */
  async tokens(): Promise<Tokens> {
    return createTokens({ keys: await openTokenKeyFile(this.#keyFile), now: systemNow });
  }

  /** A token of an hour ago, signed with the server's own keys. */
  async expiredToken(actor: UserActor): Promise<string> {
    const keys = await openTokenKeyFile(this.#keyFile);
    return createTokens({ keys, now: () => systemNow() - 3_600_000 }).signAccess(actor).token;
  }

  /** A token like this one that ends within two seconds, signed with the server's own keys. */
  async tokenEndingSoon(like: string): Promise<{ token: string; endsAt: number }> {
    const keys = await openTokenKeyFile(this.#keyFile);
    const { expiresAt: _later, ...actor } = createTokens({ keys, now: systemNow }).verifyAccess(like);
    const { expiresInSeconds } = createTokens({ keys, now: systemNow }).signAccess(actor);
    const endsAt = systemNow() + 2_000;
    const signedAt = endsAt - expiresInSeconds * 1_000;
    return { token: createTokens({ keys, now: () => signedAt }).signAccess(actor).token, endsAt };
  }

  /** SIGKILL, as if the machine had taken the process away. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and its end; the data stay. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** SIGTERM, and the end of its data unless that was handed in. Idempotent. */
  async close(): Promise<void> {
    await this.#end('SIGTERM');
    if (this.#ownsData) await rm(this.dataDirectory, { recursive: true, force: true });
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const force = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(force);
  }
}
