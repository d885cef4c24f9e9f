import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../until.ts';
import type { Network } from './network.ts';

const port = 3_478;

/** coturn in the server's end of a network, with the settings that make a Bedside there hand it out. */
export class TurnServer {
  readonly env: Record<string, string>;
  readonly #child: ChildProcess;
  #said = '';

  static async create(network: Network): Promise<TurnServer> {
    const secret = 'a secret of this test';
    const { address } = network.server;
    const where = ['--listening-ip', address, '--listening-port', String(port), '--relay-ip', address];
    const how = ['--use-auth-secret', '--static-auth-secret', secret, '--realm', 'bedside.test'];
    const alone = ['-n', '--no-tls', '--no-dtls', '--no-cli', '--log-file', 'stdout', '--verbose'];
    const child = network.spawn('server', ['turnserver', ...alone, ...where, ...how], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const turn = new TurnServer(child, {
      BEDSIDE_TURN_URLS: `turn:${address}:${port}?transport=tcp`,
      BEDSIDE_TURN_SECRET: secret,
    });
    await until(() => turn.#said.includes('TCP listener opened'), {
      withinMs: 10_000,
      why: () => turn.#said,
    });
    return turn;
  }

  private constructor(child: ChildProcess, env: Record<string, string>) {
    this.#child = child;
    this.env = env;
    for (const output of [child.stdout, child.stderr])
      output?.on('data', (text: Buffer) => (this.#said += text.toString()));
  }

  /** How many people it relays, or relayed, for. */
  get relayed(): number {
    return this.#said.split('ALLOCATE processed, success').length - 1;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
