import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { serverArgs } from '../lib/server-args.mjs';
import { supervise } from '../lib/supervise.mjs';
import type { PlannedProcess } from './plan.ts';

type Given = { planned: PlannedProcess; root: string; say: (line: string) => void };

const mostShown = 2_000;
/** Warnings of the log, which stand there too. */
const logged = /^(warning|error|fatal): /;

/** One of Bedside's processes, started again when it is killed or was told to end by somebody else than us. */
export class KeptProcess {
  readonly name: string;
  readonly url: string;
  /** Why it cannot be kept running. Never, if it was stopped. */
  readonly ended: Promise<string>;
  readonly #given: Given;
  readonly #running: Promise<void>;
  readonly #signals = new EventEmitter();
  #pid: number | undefined;
  #starts = 0;
  #said = '';
  #isStopping = false;

  constructor(given: Given) {
    this.#given = given;
    this.name = given.planned.name;
    this.url = given.planned.address;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#running = this.#keep(resolve);
  }

  get pid(): number | undefined {
    return this.#pid;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#signals.emit('SIGTERM');
    await this.#running;
  }

  async #keep(giveUp: (why: string) => void): Promise<void> {
    const { planned, root, say } = this.#given;
    for (;;) {
      const code = await supervise({
        command: process.execPath,
        args: [...serverArgs, join(root, 'bedside.ts'), ...planned.services],
        cwd: root,
        env: { ...process.env, ...planned.env },
        say: (line) => say(`${this.name}: ${line}`),
        signals: this.#signals,
        onStarted: (pid) => this.#started(pid),
        onOutput: (text) => {
          this.#said = `${this.#said}${text}`.slice(-mostShown);
        },
      });
      if (this.#isStopping) return;
      if (code !== 0) return giveUp(`${this.name} cannot run. ${this.#lastWords()}`);
      say(`${this.name}: Handed over and ended. Starting it again.`);
    }
  }

  #started(pid: number | undefined): void {
    this.#pid = pid;
    if (this.#starts++ > 0) this.#given.say(`${this.name}: Runs again as ${pid}.`);
  }

  #lastWords(): string {
    return this.#said
      .split('\n')
      .filter((line) => line !== '' && !logged.test(line))
      .join('\n');
  }
}
