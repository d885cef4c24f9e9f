import type { Router, WebRtcTransport } from 'mediasoup/types';
import type { MediaWorker } from '../workers/media-worker.ts';

/** Without a sign of life for so long a browser's connection counts as lost. Browsers send one every 2 to 3 s. */
export const consentSeconds = 10;

/** What one making of a room has on its worker: the router and what hangs on it. Dies with the worker. */
export class RoomMedia {
  readonly worker: MediaWorker;
  readonly #router: Router;

  static async create(worker: MediaWorker): Promise<RoomMedia> {
    worker.rooms++;
    try {
      return new RoomMedia(worker, await worker.openRouter());
    } catch (error) {
      worker.rooms--;
      throw error;
    }
  }

  private constructor(worker: MediaWorker, router: Router) {
    this.worker = worker;
    this.#router = router;
  }

  get isClosed(): boolean {
    return this.#router.closed;
  }

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

  close(): void {
    if (this.isClosed) return;
    this.worker.rooms--;
    this.#router.close();
  }
}
