import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

const SCRIPT = fileURLToPath(new URL('./relay.py', import.meta.url));
const ANSWER_WITHIN_MS = 10_000;

const Counts = z.object({ carried: z.int(), lost: z.int(), overflowed: z.int(), cut: z.int() });
const RelayAnswer = z.object({
  error: z.string().optional(),
  counts: z.object({ toClient: Counts, toServer: Counts }).optional(),
});
type RelayAnswer = z.infer<typeof RelayAnswer>;
/** What became of the packets of each direction since the start. */
export type RelayCounts = NonNullable<RelayAnswer['counts']>;

/** The process between the namespaces. It answers one line per request and ends when its input does. */
export class Relay extends EventEmitter<{ exited: [] }> {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: ((answer: RelayAnswer) => void)[] = [];
  #hasExited = false;
  #complaint = '';

  static async create(mode: 'run' | 'remove', args: readonly string[]): Promise<Relay> {
    // Detached: a Ctrl-C for the tests must reach them alone, and the relay must then still tidy up.
    const relay = new Relay(
      spawn('python3', ['-B', SCRIPT, mode, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true }),
    );
    relay.#listen();
    if (mode === 'run') await relay.#answer();
    return relay;
  }

  private constructor(process: ChildProcessByStdio<Writable, Readable, Readable>) {
    super();
    this.#process = process;
  }

  async ask(request: object): Promise<RelayAnswer> {
    if (this.#hasExited) throw new Error(`The network's relay has ended. ${this.#complaint}`);
    const answer = this.#answer();
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return await answer;
  }

  /** Ends its input and waits until it has tidied up and gone; kills it when it does not go. */
  async close(): Promise<void> {
    this.#process.stdin.end();
    if (this.#hasExited) return;
    await new Promise<void>((resolve) => {
      const killer = setTimeout(() => this.#process.kill('SIGKILL'), ANSWER_WITHIN_MS);
      this.once('exited', () => {
        clearTimeout(killer);
        resolve();
      });
    });
  }

  #listen(): void {
    createInterface({ input: this.#process.stdout }).on('line', (line) => {
      this.#waiting.shift()?.(RelayAnswer.parse(JSON.parse(line)));
    });
    this.#process.stderr.on('data', (text: Buffer) => {
      this.#complaint += text.toString();
    });
    this.#process.stdin.on('error', () => {});
    this.#process.once('error', (error) => this.#end(error.message));
    this.#process.once('close', () => this.#end(this.#complaint));
  }

  #end(complaint: string): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    this.#complaint = complaint;
    for (const settle of this.#waiting.splice(0)) settle({ error: `The relay has ended. ${complaint}` });
    this.emit('exited');
  }

  #answer(): Promise<RelayAnswer> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('The relay does not answer.')), ANSWER_WITHIN_MS);
      this.#waiting.push((answer) => {
        clearTimeout(deadline);
        if (answer.error === undefined) resolve(answer);
        else reject(new Error(answer.error));
      });
    });
  }
}
