import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Network } from '../../kit/network/network.ts';

const INSIDE = fileURLToPath(new URL('./inside.ts', import.meta.url));
const PATIENCE_MS = 30_000;

type Options = {
  args?: readonly string[];
  env?: Record<string, string>;
  network?: Network | undefined;
  /** How long it may take to be ready. */
  patienceMs?: number;
};

const Cpu = z.object({ answer: z.object({ microseconds: z.number() }) });
const Failed = z.object({ failed: z.string() });
const Memory = z.object({
  answer: z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() }),
});

/** A process of its own under measurement; it says it is ready by a message or a line that parses as `Ready`. */
export class ServerProcess<Ready> {
  readonly ready: Ready;
  readonly pid: number;
  readonly #child: ChildProcess;

  /** Starts the file; with a network, in the server's namespace. Its first message must parse as `Ready`. */
  static async create<T>(
    file: string,
    ready: z.ZodType<T>,
    options: Options = {},
  ): Promise<ServerProcess<T>> {
    const command = [
      process.execPath,
      '--expose-gc',
      '--import',
      INSIDE,
      file,
      ...(options.args ?? []),
    ] as const;
    const how = {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'] as const,
      env: { ...process.env, ...options.env },
    };
    const child =
      options.network === undefined
        ? spawn(command[0], command.slice(1), { ...how, stdio: [...how.stdio] })
        : options.network.spawn('server', command, { ...how, stdio: [...how.stdio] });
    const first = await messageOf(child, ready, options.patienceMs);
    if (child.pid === undefined) throw new Error(`${file} did not start.`);
    return new ServerProcess(child, child.pid, first);
  }

  private constructor(child: ChildProcess, pid: number, ready: Ready) {
    this.#child = child;
    this.pid = pid;
    this.ready = ready;
  }

  /** CPU time of this process and its threads so far; child processes (media workers) not counted. */
  async cpuMicroseconds(): Promise<number> {
    return (await this.ask({ question: 'cpu' }, Cpu)).answer.microseconds;
  }

  /** Memory after two collections. */
  async memory(): Promise<{ rss: number; heapUsed: number; external: number }> {
    return (await this.ask({ question: 'memory' }, Memory)).answer;
  }

  /** Sends a message and waits for the one that answers it; one at a time. */
  async ask<T>(message: object, reply: z.ZodType<T>, patienceMs = PATIENCE_MS): Promise<T> {
    const answered = messageOf(this.#child, reply, patienceMs);
    // A process that is gone says so by its exit, which `answered` hears.
    this.#child.send(message, () => {});
    return await answered;
  }

  /** Sends a message that nothing answers. */
  async tell(message: object): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#child.send(message, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}

function messageOf<T>(child: ChildProcess, shape: z.ZodType<T>, patienceMs = PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      clearTimeout(deadline);
      child.off('message', onMessage).off('exit', onExit);
      done();
    };
    const onMessage = (message: unknown) => {
      const parsed = shape.safeParse(message);
      const failed = Failed.safeParse(message);
      if (parsed.success) settle(() => resolve(parsed.data));
      else if (failed.success) settle(() => reject(new Error(failed.data.failed)));
    };
    const onExit = () => settle(() => reject(new Error('The measured process ended.')));
    const deadline = setTimeout(
      () => settle(() => reject(new Error('The measured process is silent.'))),
      patienceMs,
    );
    child.on('message', onMessage).on('exit', onExit);
  });
}
