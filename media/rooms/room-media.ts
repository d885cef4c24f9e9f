import type { AudioLevelObserver, DataProducer, Producer, Router, WebRtcTransport } from 'mediasoup/types';
import type { MediaWorker } from '../workers/media-worker.ts';

/** Quieter than this is silence. */
const speechDecibels = -60;
const speechIntervalMs = 500;

/** Without a sign of life for so long a browser's connection counts as lost. Browsers send one every 2 to 3 s. */
export const consentSeconds = 10;

/** What one making of a room has on its worker: the router and what hangs on it. Dies with the worker. */
export class RoomMedia {
  readonly worker: MediaWorker;
  readonly #router: Router;
  readonly #onSpeaker: (producerIds: readonly string[]) => void;
  #opener: Promise<DataProducer> | undefined;
  #levels: Promise<AudioLevelObserver> | undefined;

  static async create(
    worker: MediaWorker,
    onSpeaker: (producerIds: readonly string[]) => void,
  ): Promise<RoomMedia> {
    worker.rooms++;
    try {
      return new RoomMedia(worker, await worker.openRouter(), onSpeaker);
    } catch (error) {
      worker.rooms--;
      throw error;
    }
  }

  private constructor(
    worker: MediaWorker,
    router: Router,
    onSpeaker: (producerIds: readonly string[]) => void,
  ) {
    this.worker = worker;
    this.#router = router;
    this.#onSpeaker = onSpeaker;
  }

  get isClosed(): boolean {
    return this.#router.closed;
  }

  canConsume: Router['canConsume'] = (what) => this.#router.canConsume(what);

  openTransport({ hasData }: { hasData: boolean }): Promise<WebRtcTransport> {
    return this.#router.createWebRtcTransport({
      webRtcServer: this.worker.server,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      enableSctp: hasData,
      initialAvailableOutgoingBitrate: 1_000_000,
      iceConsentTimeout: consentSeconds,
    });
  }

  /** What the openers of all receiving transports consume. Nothing is ever sent through it. */
  opener(): Promise<DataProducer> {
    this.#opener ??= this.#router
      .createDirectTransport()
      .then((transport) => transport.produceData({ label: 'opener' }));
    return this.#opener;
  }

  /** Tells from now on when this producer is the loudest. */
  async listenTo(producer: Producer): Promise<void> {
    this.#levels ??= this.#observeLevels();
    const levels = await this.#levels;
    if (!producer.closed && !levels.closed) await levels.addProducer({ producerId: producer.id });
  }

  close(): void {
    if (this.isClosed) return;
    this.worker.rooms--;
    this.#router.close();
  }

  async #observeLevels(): Promise<AudioLevelObserver> {
    const observer = await this.#router.createAudioLevelObserver({
      maxEntries: 5,
      threshold: speechDecibels,
      interval: speechIntervalMs,
    });
    observer.on('volumes', (volumes) => this.#onSpeaker(volumes.map(({ producer }) => producer.id)));
    observer.on('silence', () => this.#onSpeaker([]));
    return observer;
  }
}
