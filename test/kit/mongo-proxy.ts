import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a store and its database, and can lose what the database answers. */
export class MongoProxy {
  static async create(url: string): Promise<MongoProxy> {
    const { hostname, port } = new URL(url);
    const proxy = new MongoProxy({ host: hostname, port: Number(port || 27_017) });
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  readonly #server = createServer((client) => this.#join(client));
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #unanswered: string | undefined;
  #times = 0;
  #cuts = 0;

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `mongodb://127.0.0.1:${port}/?directConnection=true`;
  }

  /** How many answers were lost so far. */
  get cuts(): number {
    return this.#cuts;
  }

  /** The next commands of this name are executed, and their connections cut before the answer. */
  loseAnswerTo(command: string, times = 1): void {
    this.#unanswered = command;
    this.#times = times;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const server = connect(this.#target);
    let isDoomed = false;
    const end = () => {
      client.destroy();
      server.destroy();
    };
    client.on('data', (data) => {
      // Commands travel as they are, with their name in front.
      if (this.#unanswered !== undefined && data.includes(`${this.#unanswered}\u{0}`)) {
        if (--this.#times === 0) this.#unanswered = undefined;
        isDoomed = true;
      }
      server.write(data);
    });
    server.on('data', (data) => {
      if (!isDoomed) return client.write(data);
      this.#cuts++;
      return end();
    });
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', () => {
        this.#sockets.delete(socket);
        end();
      });
    }
  }
}
