import type { MediaWorker } from '../workers/media-worker.ts';
import { RoomMedia } from './room-media.ts';

type PickWorker = () => Promise<MediaWorker>;

/** What a room has on a worker, made anew when that dies. Being made is no reason to wait for those who do not need it. */
export class Making {
  readonly #pickWorker: PickWorker;
  #media: Promise<RoomMedia>;
  #worker: MediaWorker | undefined;

  constructor(pickWorker: PickWorker) {
    this.#pickWorker = pickWorker;
    this.#media = this.#begin();
  }

  /** The latest; absent before the first was found. */
  get worker(): MediaWorker | undefined {
    return this.#worker;
  }

  /** What could not be made is tried once more for each who asks. */
  async demand(): Promise<RoomMedia> {
    const media = await this.#media.catch(() => undefined);
    if (media && !media.isClosed) return media;
    this.#media = this.#begin();
    return this.#media;
  }

  /** Begins elsewhere at once; what was is closed. */
  renew(): void {
    const before = this.#media;
    this.#media = this.#begin();
    before.then((media) => media.close()).catch(() => undefined);
  }

  close(): void {
    this.#media.then((media) => media.close()).catch(() => undefined);
  }

  #begin(): Promise<RoomMedia> {
    const media = this.#create();
    // Those who join hear of a failure, and try again; until then nobody may be there to hear it.
    media.catch(() => undefined);
    return media;
  }

  async #create(): Promise<RoomMedia> {
    const worker = await this.#pickWorker();
    this.#worker = worker;
    return RoomMedia.create(worker);
  }
}
