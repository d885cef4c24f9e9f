import type { WebRtcTransport } from 'mediasoup/types';
import { loadOfWorker } from '#platform/placement/load.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { LocalOutlet } from '../outlets/local-outlet.ts';
import type { Outlet } from '../outlets/outlet.ts';

export type PickWorker = () => Promise<MediaWorker>;

/** A room that receives less stays on one worker, however busy that is. */
const fewestToSpread = 100;
/** From this load on a worker is given no more viewers of a large room if another has less to do. */
const fullLoad = 0.8;

/** What one making of a room has on the workers: its routers and what hangs on them. Dies with any of them. */
export class RoomMedia {
  readonly #first: LocalOutlet;
  readonly #pickWorker: PickWorker;
  /** Further ones, for the viewers that its own worker has no room for. */
  readonly #others = new Map<MediaWorker, Promise<LocalOutlet>>();
  #isClosed = false;

  static async create(worker: MediaWorker, pickWorker: PickWorker): Promise<RoomMedia> {
    return new RoomMedia(await LocalOutlet.create(worker), pickWorker);
  }

  private constructor(first: LocalOutlet, pickWorker: PickWorker) {
    this.#first = first;
    this.#pickWorker = pickWorker;
  }

  get isClosed(): boolean {
    return this.#first.isClosed;
  }

  /** Whether anything of it is on this worker. */
  runsOn(worker: MediaWorker): boolean {
    return this.#first.worker === worker || this.#others.has(worker);
  }

  /** For what is sent: all of it comes to one worker. */
  openTransport({ hasData }: { hasData: boolean }): Promise<WebRtcTransport> {
    return this.#first.openTransport({ hasData });
  }

  /** Where somebody new receives: on the room's own worker or, once that is full of this room, on the one with the least to do. */
  async openOutlet(): Promise<Outlet> {
    const { worker, consumers } = this.#first;
    if (consumers < fewestToSpread || loadOfWorker(worker) < fullLoad) return this.#first;
    const freest = await this.#pickWorker();
    if (freest === worker) return this.#first;
    return this.#others.get(freest) ?? this.#openOn(freest);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#first.close();
    for (const other of this.#others.values()) other.then((outlet) => outlet.close()).catch(() => undefined);
  }

  #openOn(worker: MediaWorker): Promise<LocalOutlet> {
    const opening = LocalOutlet.create(worker, this.#first.router).then((outlet) => {
      if (this.#isClosed) outlet.close();
      return outlet;
    });
    this.#others.set(worker, opening);
    opening.catch(() => this.#others.delete(worker));
    return opening;
  }
}
