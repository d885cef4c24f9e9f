import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PlannedProcess } from '../../ops/together/plan.ts';
import { machineEnv, root } from './server.ts';
import { until } from './until.ts';

const clock = join(import.meta.dirname, 'faults/shift-clock.mjs');

/** One process of an installation. */
export class OneProcess {
  readonly name: string;
  readonly address: string;
  readonly #planned: PlannedProcess;
  #child: ChildProcess | undefined;
  #output = '';

  constructor(planned: PlannedProcess) {
    this.name = planned.name;
    this.address = planned.address;
    this.#planned = planned;
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error(`${this.name} does not run.`);
    return this.#child.pid;
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const child = this.#spawn();
    await until(
      async () => {
        if (child.exitCode !== null)
          throw new Error(`${this.name} ended with ${child.exitCode}: ${this.#output}`);
        return (await fetch(`${this.address}/readyz`)).ok;
      },
      { withinMs: 60_000, why: () => [this.name, this.#output] },
    );
  }

  /** For one that cannot start: the code that it ends with. */
  async startInVain(): Promise<number | null> {
    const child = this.#spawn();
    await once(child, 'exit', { signal: AbortSignal.timeout(20_000) });
    return child.exitCode;
  }

  #spawn(): ChildProcess {
    const { services, env } = this.#planned;
    const child = spawn(process.execPath, ['--import', clock, join(root, 'bedside.ts'), ...services], {
      cwd: root,
      env: { ...machineEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Its media workers are of its group, and end with it when it is killed.
      detached: true,
    });
    this.#child = child;
    const take = (chunk: Buffer) => (this.#output += chunk.toString());
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    return child;
  }

  /** SIGKILL to the process and, where it has them, its media workers, as if the machine were gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and its end. Idempotent. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** It keeps its connections and does nothing. With `workers`, its media workers too. */
  freeze({ workers = false } = {}): void {
    process.kill(workers ? -this.pid : this.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(-this.pid, 'SIGCONT');
  }

  /** Of all namespaces, as its metrics say. */
  async socketsHeld(): Promise<number> {
    const text = await (await fetch(`${this.address}/metrics`)).text();
    return [...text.matchAll(/^bedside_sockets\{.*\} (\d+)$/gm)].reduce(
      (sum, [, held]) => sum + Number(held),
      0,
    );
  }

  /** Its clock jumps; one that is started again has the machine's. */
  async shiftClock(byMs: number): Promise<void> {
    const child = this.#child;
    if (!child) throw new Error(`${this.name} does not run.`);
    const isShifted = once(child, 'message', { signal: AbortSignal.timeout(5_000) });
    child.send({ shiftClockMs: byMs });
    await isShifted;
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const group = -child.pid;
    const ended = once(child, 'exit');
    process.kill(signal === 'SIGKILL' ? group : child.pid, signal);
    const force = setTimeout(() => process.kill(group, 'SIGKILL'), 20_000);
    await ended;
    clearTimeout(force);
  }
}
