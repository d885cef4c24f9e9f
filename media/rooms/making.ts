import type { MediaWorker } from '../workers/media-worker.ts';
import { type Places, RoomMedia } from './room-media.ts';

/** What a room has on a worker, made anew when that dies. Being made is no reason to wait for those who do not need it. */
export class Making {
  readonly #places: Places;
  #media: Promise<RoomMedia>;
  #worker: MediaWorker | undefined;
  /** The latest that could be made. */
  #made: RoomMedia | undefined;

  constructor(places: Places) {
    this.#places = places;
    this.#media = this.#begin();
  }

  /** The latest; absent before the first was found. */
  get worker(): MediaWorker | undefined {
    return this.#worker;
  }

  /** Whether any of its media is on this worker. */
  runsOn(worker: MediaWorker): boolean {
    return this.#worker === worker || this.#made?.runsOn(worker) === true;
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
    media.then(
      (made) => {
        if (this.#media === media) this.#made = made;
      },
      // Those who join hear of a failure, and try again; until then nobody may be there to hear it.
      () => undefined,
    );
    return media;
  }

  async #create(): Promise<RoomMedia> {
    const worker = await this.#places.pickWorker();
    this.#worker = worker;
    return RoomMedia.create(worker, this.#places);
  }
}
