import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithThisProcess } from '../../ops/together/end-with-this-process.ts';
import { freePort } from './free-port.ts';
import { freeze } from './freeze.ts';
import { until } from './until.ts';

/** A Redis of the test's own, durable over a kill, on a port that stays the same. */
export class RedisServer {
  static async create(): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-redis-'));
    const server = new RedisServer(folder, await freePort());
    await server.#start();
    return server;
  }

  readonly #folder: string;
  readonly #port: number;
  #child: ChildProcess | undefined;
  #said = '';

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** With what it held when it was killed, or with nothing. */
  async startAgain({ empty }: { empty: boolean }): Promise<void> {
    if (empty) await rm(join(this.#folder, 'kept'), { recursive: true, force: true });
    await this.#start();
  }

  /** It keeps its connections and answers nobody. */
  async pause(): Promise<void> {
    if (this.#child?.pid !== undefined) await freeze(this.#child.pid);
  }

  continue(): void {
    this.#child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const kept = join(this.#folder, 'kept');
    await mkdir(kept, { recursive: true });
    const where = ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', kept];
    const child = spawn('redis-server', [...where, '--save', '', '--appendonly', 'yes'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const note = (text: Buffer) => {
      this.#said = `${this.#said}${text.toString()}`.slice(-2_000);
    };
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    endWithThisProcess(child);
    child.on('error', (error) => note(Buffer.from(String(error))));
    await until(() => answers(this.#port), { withinMs: 10_000, why: () => ['redis-server', this.#said] });
  }
}

/** Starts `redis-server` of the PATH. */
export const openRedisServer = (): Promise<RedisServer> => RedisServer.create();

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
