import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Roughness = {
  /** One way, each way. */
  delayMs?: number;
  /** How often a packet has to be sent again, which holds up all behind it. */
  lossRatio?: number;
  /** Nothing comes through and nobody is told, as when a line is pulled out. */
  isCut?: boolean;
};

/** How long TCP waits at least before it sends again what was lost. */
const sendAgainMs = 200;

/** A TCP port of the test's own in front of a server: what goes through can be delayed, lost and cut. */
export class RoughLink {
  static async create(target: { host: string; port: number }): Promise<RoughLink> {
    const link = new RoughLink(target);
    link.#server.listen(0, '127.0.0.1');
    await once(link.#server, 'listening');
    return link;
  }

  readonly #server = createServer((client) => this.#join(client));
  readonly #target: { host: string; port: number };
  readonly #lanes = new Set<Lane>();
  #roughness: Roughness = {};

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  shape(roughness: Roughness): void {
    this.#roughness = roughness;
    for (const lane of this.#lanes) lane.go();
  }

  /** Closes every connection that goes through, as a server that is restarted. */
  reset(): void {
    for (const lane of this.#lanes) lane.end();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.reset();
    await closed;
  }

  #join(client: Socket): void {
    const server = connect(this.#target);
    const read = () => this.#roughness;
    const lanes = [new Lane(client, server, read), new Lane(server, client, read)];
    for (const lane of lanes) this.#lanes.add(lane);
    for (const socket of [client, server]) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const lane of lanes) {
          this.#lanes.delete(lane);
          lane.end();
        }
      });
    }
  }
}

/** One direction of one connection. What it carries keeps its order. */
class Lane {
  readonly #to: Socket;
  readonly #from: Socket;
  readonly #roughness: () => Roughness;
  readonly #waiting: { packet: Buffer; dueAt: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, roughness: () => Roughness) {
    this.#from = from;
    this.#to = to;
    this.#roughness = roughness;
    from.on('data', (packet) => this.#take(packet));
  }

  /** Sends on what is due. */
  go(): void {
    clearTimeout(this.#timer);
    if (this.#roughness().isCut === true || this.#to.destroyed) return;
    for (let [first] = this.#waiting; first; [first] = this.#waiting) {
      const leftMs = first.dueAt - performance.now();
      if (leftMs > 0) {
        this.#timer = setTimeout(() => this.go(), leftMs);
        return;
      }
      this.#to.write(first.packet);
      this.#waiting.shift();
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#from.destroy();
    this.#to.destroy();
  }

  #take(packet: Buffer): void {
    const { delayMs = 0, lossRatio = 0 } = this.#roughness();
    const againMs = Math.random() < lossRatio ? sendAgainMs + 2 * delayMs : 0;
    const before = this.#waiting.at(-1)?.dueAt ?? 0;
    this.#waiting.push({ packet, dueAt: Math.max(before, performance.now() + delayMs + againMs) });
    this.go();
  }
}
