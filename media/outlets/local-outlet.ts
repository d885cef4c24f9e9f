import type {
  Consumer,
  ConsumerOptions,
  Producer,
  Router,
  Transport,
  WebRtcTransport,
} from 'mediasoup/types';
import type { MediaWorker } from '../workers/media-worker.ts';
import type { Outlet, Receiver, ReceiverOptions } from './outlet.ts';

/** Without a sign of life for so long a browser's connection counts as lost. Browsers send one every 2 to 3 s. */
export const consentSeconds = 10;

/**
 * One router of a room, on one worker of this node. Most rooms have one; those with very many viewers have one on each of
 * several workers. Everything is sent to the first, and comes to the others by a pipe, once for each however many view it there.
 */
export class LocalOutlet implements Outlet {
  readonly worker: MediaWorker;
  readonly router: Router;
  /** Where everything is sent to; absent in the first itself. */
  readonly #origin: Router | undefined;
  readonly #piped = new Map<string, Promise<unknown>>();
  /** What this room receives over it. */
  consumers = 0;

  static async create(worker: MediaWorker, origin?: Router): Promise<LocalOutlet> {
    worker.rooms++;
    try {
      return new LocalOutlet(worker, await worker.openRouter(), origin);
    } catch (error) {
      worker.rooms--;
      throw error;
    }
  }

  private constructor(worker: MediaWorker, router: Router, origin: Router | undefined) {
    this.worker = worker;
    this.router = router;
    this.#origin = origin;
  }

  get isClosed(): boolean {
    return this.router.closed;
  }

  openTransport({ hasData }: { hasData: boolean }): Promise<WebRtcTransport> {
    return this.router.createWebRtcTransport({
      webRtcServer: this.worker.server,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      enableSctp: hasData,
      initialAvailableOutgoingBitrate: 1_000_000,
      iceConsentTimeout: consentSeconds,
    });
  }

  async openReceiver({ hasData, rtpCapabilities }: ReceiverOptions): Promise<Receiver> {
    const transport = await this.openTransport({ hasData });
    return {
      transport,
      describe: () => this.worker.describeTransport(transport, hasData),
      consume: (producer, { paused }) =>
        this.consume(transport, producer, { rtpCapabilities, paused }).catch((error: unknown) => {
          if (isUnsupported(error)) return undefined;
          throw error;
        }),
    };
  }

  /** Lets a transport of this router receive what is sent to the room. */
  async consume(
    transport: Pick<Transport, 'consume'>,
    producer: Producer,
    options: Omit<ConsumerOptions, 'producerId'>,
  ): Promise<Consumer> {
    if (this.#origin) await this.#bring(producer, this.#origin);
    const consumer = await transport.consume({ ...options, producerId: producer.id });
    this.worker.consumers++;
    this.consumers++;
    consumer.observer.on('close', () => {
      this.worker.consumers--;
      this.consumers--;
    });
    return consumer;
  }

  close(): void {
    if (this.isClosed) return;
    this.worker.rooms--;
    this.router.close();
  }

  #bring(producer: Producer, origin: Router): Promise<unknown> {
    const known = this.#piped.get(producer.id);
    if (known) return known;
    const piping = origin.pipeToRouter({ producerId: producer.id, router: this.router });
    this.#piped.set(producer.id, piping);
    const forget = () => this.#piped.delete(producer.id);
    producer.observer.once('close', forget);
    // It is tried again for the next who asks.
    piping.catch(forget);
    return piping;
  }
}

/** The viewer's browser cannot decode any of the source's codecs. */
const isUnsupported = (error: unknown) => error instanceof Error && error.name === 'UnsupportedError';
