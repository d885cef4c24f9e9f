import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../until.ts';
import type { Network } from './network.ts';

// Runs inside: hands whatever comes through the file on to the port. Files are shared where networks are not.
const program = `
  const { connect, createServer } = require('node:net');
  const [file, port] = process.argv.slice(1);
  createServer((from) => {
    const to = connect(Number(port), '127.0.0.1');
    from.pipe(to).pipe(from);
    for (const end of [from, to]) end.on('error', () => { from.destroy(); to.destroy(); });
  }).listen(file, () => console.log('ready'));
`;

/**
 * A port of this machine that leads to one in the server's end of a network, past the link that is shaped: what a test
 * itself asks is not delayed, lost or cut.
 */
export class WayIn {
  readonly url: string;
  readonly #inside: ChildProcess;
  readonly #outside: Server;
  readonly #folder: string;

  static async create(network: Network, port: number): Promise<WayIn> {
    const folder = await mkdtemp(join(tmpdir(), 'bedside-way-in-'));
    const file = join(folder, 'door');
    const inside = network.spawn('server', [process.execPath, '-e', program, file, String(port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let isReady = false;
    inside.stdout?.once('data', () => {
      isReady = true;
    });
    await until(() => isReady, { withinMs: 20_000, why: 'the way into the network' });
    const outside = createServer((from) => {
      const to = connect(file);
      from.pipe(to).pipe(from);
      const end = () => {
        from.destroy();
        to.destroy();
      };
      from.on('error', end);
      to.on('error', end);
    });
    outside.listen(0, '127.0.0.1');
    await once(outside, 'listening');
    return new WayIn({ inside, outside, folder });
  }

  private constructor(parts: { inside: ChildProcess; outside: Server; folder: string }) {
    const { port } = parts.outside.address() as AddressInfo;
    this.url = `http://localhost:${port}`;
    this.#inside = parts.inside;
    this.#outside = parts.outside;
    this.#folder = parts.folder;
  }

  async close(): Promise<void> {
    this.#outside.close();
    this.#inside.kill('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }
}
