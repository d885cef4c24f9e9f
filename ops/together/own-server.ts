import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { endWithThisProcess } from './end-with-this-process.ts';

type Command = {
  name: string;
  command: readonly string[];
  port: number;
  url: string;
  env?: Readonly<Record<string, string>>;
  /** Hears of its end and of each later start. */
  say?: (line: string) => void;
};

const startWithinMs = 30_000;
const restartAfterMs = 300;

/** A server that this program runs, and starts again when it is killed. It ends with this program, also when that is killed. */
export class OwnServer {
  readonly name: string;
  readonly url: string;
  readonly #given: Command;
  #child: ChildProcess;
  #said = '';
  #isStopping = false;
  #restart: NodeJS.Timeout | undefined;

  /** Resolves when it listens. */
  static async create(given: Command): Promise<OwnServer> {
    const server = new OwnServer(given);
    try {
      await server.#untilListening();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  private constructor(given: Command) {
    this.name = given.name;
    this.url = given.url;
    this.#given = given;
    this.#child = this.#spawn();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(force);
  }

  #spawn(): ChildProcess {
    const [program = '', ...args] = this.#given.command;
    // A group of its own: Ctrl-C ends it through us, after those who need it.
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: { ...process.env, ...this.#given.env },
    });
    const note = (text: string) => {
      this.#said = `${this.#said}${text}`.slice(-2_000);
    };
    child.stderr.on('data', (chunk: Buffer) => note(chunk.toString()));
    child.once('error', (error) => note(error.message));
    child.once('exit', (code, signal) => this.#ended(signal ?? `code ${code}`));
    if (child.pid !== undefined) endWithThisProcess(child);
    return child;
  }

  #ended(how: string): void {
    // Before it ever listened its end is the caller's to tell.
    if (this.#isStopping || !this.#hasListened) return;
    this.#restart = setTimeout(() => {
      this.#child = this.#spawn();
      this.#given.say?.(`${this.name}: Was ended by ${how}. Runs again as ${this.#child.pid}.`);
    }, restartAfterMs);
  }
  #hasListened = false;

  async #untilListening(): Promise<void> {
    const child = this.#child;
    for (const endsAt = Date.now() + startWithinMs; Date.now() < endsAt; await pause(50)) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break;
      if (await isListening(this.#given.port)) {
        this.#hasListened = true;
        return;
      }
    }
    throw new Error(`${this.name} did not start: ${this.#said.trim()}`);
  }
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

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
