import { Redis as Client, type RedisOptions } from 'ioredis';
import { Refusal } from '#contracts/refusal.ts';
import type { Random } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import { isRedisAway } from './redis-errors.ts';

export type LinkTuning = {
  /** A command that is not answered within this is refused. */
  deadlineMs: number;
  heartbeatMs: number;
  longestReconnectMs: number;
};

export type LinkDeps = {
  url: string;
  name: string;
  log: Log;
  random: Random;
  tuning: LinkTuning;
  /** What must be done on every new connection before it is used. */
  onConnect: (client: Client) => Promise<void>;
  /** It can be used, for the first time or again: after a new connection, or after a silence. */
  onOpen?: () => void;
};

/** So many heartbeats in a row go unanswered before a connection is taken for dead. */
const mostMissed = 3;

/** One connection that looks after itself: it never queues, knows when the other side is silent, and comes back by itself. */
export class Link {
  readonly #deps: LinkDeps;
  readonly #client: Client;
  #isGreeted = false;
  #isSilent = false;
  #missed = 0;
  #isBeating = false;
  #heart: NodeJS.Timeout | undefined;
  #lastError: unknown;
  readonly #opened = Promise.withResolvers<void>();

  constructor(deps: LinkDeps) {
    this.#deps = deps;
    this.#client = new Client(deps.url, linkOptions(deps));
    this.#client.on('ready', () => void this.#greet());
    this.#client.on('close', () => this.#noteAway());
    this.#client.on('error', (error: unknown) => {
      this.#lastError = error;
    });
  }

  /** Resolves when it was open for the first time. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Why it is not open. */
  get lastError(): unknown {
    return this.#lastError;
  }

  get isOpen(): boolean {
    return this.#isGreeted && !this.#isSilent;
  }

  connect(): void {
    // What keeps it from connecting is told by its events; it tries until it is closed.
    this.#client.connect().catch(() => undefined);
    this.#heart = setInterval(() => void this.#beat(), this.#deps.tuning.heartbeatMs).unref();
  }

  /** Refuses `unavailable`: at once while Redis is away, else after the deadline. */
  async ask<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (!this.isOpen) throw new Refusal('unavailable', 'Redis does not answer now.');
    try {
      return await work(this.#client);
    } catch (cause) {
      if (!isRedisAway(cause)) throw cause;
      if (isTimeout(cause)) this.#isSilent = true;
      throw new Refusal('unavailable', 'Redis did not answer.', { cause });
    }
  }

  onMessage(listener: (channel: string, message: string) => void): void {
    this.#client.on('message', listener);
  }

  /** The same for sharded channels (`SSUBSCRIBE`). */
  onShardMessage(listener: (channel: Buffer, message: Buffer) => void): void {
    this.#client.on('smessageBuffer', listener);
  }

  close(): void {
    clearInterval(this.#heart);
    this.#isGreeted = false;
    this.#client.disconnect();
  }

  async #greet(): Promise<void> {
    try {
      await this.#deps.onConnect(this.#client);
      if (this.#client.status !== 'ready') return;
      this.#missed = 0;
      this.#isSilent = false;
      this.#isGreeted = true;
      this.#lastError = undefined;
      this.#opened.resolve();
      this.#deps.log.info({ link: this.#deps.name }, 'connected to Redis');
      this.#deps.onOpen?.();
    } catch (err) {
      this.#lastError = err;
      this.#deps.log.warn({ link: this.#deps.name, err }, 'a new connection to Redis could not be used');
      this.#client.disconnect(true);
    }
  }

  #noteAway(): void {
    if (this.#isGreeted) this.#deps.log.warn({ link: this.#deps.name }, 'the connection to Redis is lost');
    this.#isGreeted = false;
  }

  async #beat(): Promise<void> {
    if (this.#isBeating || this.#client.status !== 'ready') return;
    this.#isBeating = true;
    try {
      await this.#client.ping();
      this.#missed = 0;
      if (!this.#isSilent) return;
      this.#isSilent = false;
      if (this.#isGreeted) this.#deps.onOpen?.();
    } catch {
      this.#isSilent = true;
      // A line that was cut without a word never closes by itself.
      if (++this.#missed >= mostMissed) this.#client.disconnect(true);
    } finally {
      this.#isBeating = false;
    }
  }
}

const isTimeout = (error: unknown) => error instanceof Error && error.message === 'Command timed out';

function linkOptions({ name, random, tuning }: LinkDeps): RedisOptions {
  const { deadlineMs, longestReconnectMs } = tuning;
  return {
    lazyConnect: true,
    connectionName: `bedside-${name}`,
    commandTimeout: deadlineMs,
    connectTimeout: 2 * deadlineMs,
    disconnectTimeout: 100,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    // By chance, so that many processes do not come back at the same moment.
    retryStrategy: (times) =>
      Math.min(longestReconnectMs, 50 * 2 ** Math.min(times, 8)) * (0.5 + random() / 2),
    // After a failover the old server only reads: go and find the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
}
