import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type NetworkShape, toRelayShape } from './link-shape.ts';
import { Relay, type RelayCounts } from './relay.ts';
import { whyNoNetwork } from './why-no-network.ts';

export type Side = 'server' | 'client';
export type CloseReason = 'asked' | 'relay-died';
export type NetworkOptions = { shape?: NetworkShape; seed?: number };

const ADDRESSES = { server: '10.88.0.1', client: '10.88.0.2' } as const;

/**
 * Two network namespaces joined by one link whose directions can be shaped apart while it runs.
 * When this process ends, in whatever way, the relay removes the namespaces and ends what runs in them.
 */
export class Network extends EventEmitter<{ closed: [reason: CloseReason] }> {
  /** The namespaces' names and addresses; every network uses the same addresses, each in its own namespaces. */
  readonly server: { readonly namespace: string; readonly address: string };
  readonly client: { readonly namespace: string; readonly address: string };
  readonly #name: string;
  readonly #relay: Relay;
  readonly #scripts: string;
  #ending: Promise<void> | undefined;

  /** Fails with a sentence where it cannot be made; ask whyNoNetwork() first to say so and go on. */
  static async create({ shape = {}, seed = 1 }: NetworkOptions = {}): Promise<Network> {
    const obstacle = whyNoNetwork();
    if (obstacle !== undefined) throw new Error(obstacle);
    const first = toRelayShape(shape);
    const name = `bedside-${process.pid}-${ownStartTime()}-${randomBytes(4).toString('hex')}`;
    const relay = await Relay.create('run', [name, ADDRESSES.server, ADDRESSES.client, String(seed)]);
    const network = new Network(name, relay);
    relay.once('exited', () => network.#end('relay-died'));
    try {
      await relay.ask({ shape: first });
    } catch (error) {
      await network.close();
      throw error;
    }
    return network;
  }

  private constructor(name: string, relay: Relay) {
    super();
    this.#name = name;
    this.#relay = relay;
    // Removed by the relay, which outlives this process.
    this.#scripts = join(tmpdir(), name);
    this.server = { namespace: `${name}-server`, address: ADDRESSES.server };
    this.client = { namespace: `${name}-client`, address: ADDRESSES.client };
  }

  /** Changes the link; in force for every packet that enters it after the promise resolves. */
  async shape(change: NetworkShape): Promise<void> {
    await this.#relay.ask({ shape: toRelayShape(change) });
  }

  /** What became of every packet so far. */
  async counts(): Promise<RelayCounts> {
    const { counts } = await this.#relay.ask({});
    if (counts === undefined) throw new Error('The relay answered without counts.');
    return counts;
  }

  /** Starts a process inside; it is killed when the network closes. */
  spawn(side: Side, command: readonly [string, ...string[]], options: SpawnOptions = {}): ChildProcess {
    return spawn('ip', ['netns', 'exec', this[side].namespace, ...command], options);
  }

  /** A script that starts the command inside, for libraries that take an executable's path (Playwright does). */
  executable(side: Side, command: string): string {
    mkdirSync(this.#scripts, { recursive: true, mode: 0o700 });
    const path = join(this.#scripts, `${basename(command)}-${side}`);
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${this[side].namespace} '${command}' "$@"\n`, {
      mode: 0o755,
    });
    return path;
  }

  /** Ends what runs inside, removes everything that was made, and fails if anything is left. */
  close(): Promise<void> {
    return this.#end('asked');
  }

  #end(reason: CloseReason): Promise<void> {
    if (this.#ending === undefined) {
      this.#ending = this.#tearDown(reason);
      // Whoever closes hears of a failure; nobody may be there when the relay dies by itself.
      this.#ending.catch(() => {});
    }
    return this.#ending;
  }

  async #tearDown(reason: CloseReason): Promise<void> {
    await this.#relay.close();
    // Finds nothing after a relay that ended well; one that was killed could not tidy up.
    const tidier = await Relay.create('remove', [this.#name]);
    await tidier.close();
    const left = [this.server, this.client].filter(({ namespace }) => existsSync(`/run/netns/${namespace}`));
    if (left.length > 0)
      throw new Error(`Still there: ${left.map(({ namespace }) => namespace).join(', ')}.`);
    this.emit('closed', reason);
  }
}

function ownStartTime(): string {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const startTime = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  if (startTime === undefined) throw new Error('/proc/self/stat has no start time.');
  return startTime;
}
