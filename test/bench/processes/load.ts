import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ServerProcess } from './server-process.ts';

const LOAD = fileURLToPath(new URL('./socket-load.ts', import.meta.url));
const Flooded = z.object({ done: z.literal('flood'), seconds: z.number(), notices: z.int() });
const Paced = z.object({ done: z.literal('pace'), waitsMs: z.array(z.number()), notices: z.int() });

const Counted = z.object({ done: z.literal('count'), notices: z.int() });

export type Target = {
  url: string;
  namespace: string;
  /** Further namespaces that each socket enters. */
  also?: readonly string[];
  event: string;
  /** One socket each. `payload` is JSON text; "$KEY" in it becomes a new UUID for every request. `before`: asked once. */
  subjects: { auth: unknown; payload: string; before?: { event: string; payload: string } }[];
};

/** The clients of a socket bench, in a process of their own. */
export class Load {
  readonly #process: ServerProcess<{ ready: true }>;

  static async create(target: Target): Promise<Load> {
    const load = new Load(await ServerProcess.create(LOAD, z.object({ ready: z.literal(true) })));
    await load.#process.ask({ order: 'open', ...target }, z.object({ done: z.literal('open') }), 120_000);
    return load;
  }

  private constructor(process: ServerProcess<{ ready: true }>) {
    this.#process = process;
  }

  async flood(order: {
    requests: number;
    outstanding: number;
  }): Promise<{ seconds: number; notices: number }> {
    return await this.#process.ask({ order: 'flood', ...order }, Flooded, 120_000);
  }

  async pace(order: { perSecond: number; seconds: number }): Promise<{ waitsMs: number[]; notices: number }> {
    return await this.#process.ask({ order: 'pace', ...order }, Paced, 120_000);
  }

  /** Notices that all its sockets have heard so far. */
  async notices(): Promise<number> {
    return (await this.#process.ask({ order: 'count' }, Counted)).notices;
  }

  async close(): Promise<void> {
    await this.#process.close();
  }
}
