import { EventEmitter } from 'node:events';
import { createWorker } from 'mediasoup';
import type { Router, TransportListenInfo, WebRtcServer, Worker } from 'mediasoup/types';
import type { Now } from '#platform/clock.ts';
import { ConfigurationError } from '#platform/settings.ts';
import { createDescribeTransport } from './describe-transport.ts';
import { gatherRequests } from './gather-requests.ts';
import { routerCodecs } from './router-codecs.ts';

/** One mediasoup process with its port, and what runs in it. */
export class MediaWorker extends EventEmitter<{ died: [] }> {
  readonly #worker: Worker;
  readonly #now: Now;
  #lastUsage: { cpuMs: number; at: number };
  #isClosed = false;
  /** Rooms that run in it; counted by the rooms themselves. */
  rooms = 0;
  consumers = 0;
  /** Share of one core between the last two measurements. */
  cpu = 0;
  readonly server: WebRtcServer;
  /** As browsers must know a connection that ends here. */
  readonly describeTransport = createDescribeTransport();

  static async create(where: { listen: TransportListenInfo[]; now: Now }): Promise<MediaWorker> {
    const worker = await startProcess();
    try {
      const server = await worker.createWebRtcServer({ listenInfos: where.listen });
      return new MediaWorker(worker, server, where.now);
    } catch (cause) {
      worker.close();
      throw portTaken(where.listen, cause);
    }
  }

  private constructor(worker: Worker, server: WebRtcServer, now: Now) {
    super();
    this.#worker = worker;
    this.#now = now;
    this.#lastUsage = { cpuMs: 0, at: now() };
    this.server = server;
    worker.on('died', () => {
      this.#isClosed = true;
      this.emit('died');
    });
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  openRouter(): Promise<Router> {
    return this.#worker.createRouter({ mediaCodecs: routerCodecs });
  }

  /** Rejects when the process does not answer; its port is bound for as long as it lives. */
  async demandAnswer(): Promise<void> {
    await this.#worker.getResourceUsage();
  }

  /** For one that does not answer: it is told as died once its process is gone. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /** Takes a new measurement of `cpu`. */
  async measure(): Promise<void> {
    const { ru_utime, ru_stime } = await this.#worker.getResourceUsage();
    const usage = { cpuMs: ru_utime + ru_stime, at: this.#now() };
    const elapsedMs = Math.max(1, usage.at - this.#lastUsage.at);
    this.cpu = Math.max(0, (usage.cpuMs - this.#lastUsage.cpuMs) / elapsedMs);
    this.#lastUsage = usage;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#worker.close();
  }
}

/**
 * Starts the process without the signal handlers that mediasoup gives it: they would cut every call at once, while
 * the end of this process has its own order.
 */
async function startProcess(): Promise<Worker> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  const starting = gatherRequests(() => createWorker({ logLevel: 'error' }));
  for (const signal of signals) {
    const added = process.listeners(signal).filter((listener) => !before.has(listener));
    for (const listener of added) process.removeListener(signal, listener);
  }
  return starting;
}

function portTaken(listen: TransportListenInfo[], cause: unknown): unknown {
  const isTaken = cause instanceof Error && cause.message.includes('address already in use');
  const port = listen[0]?.port;
  if (!isTaken || port === undefined) return cause;
  return new ConfigurationError([
    `The media port ${port} (UDP and TCP) is in use by another program. Stop it, or choose other ports with BEDSIDE_RTC_PORT=${port + 100}.`,
  ]);
}
