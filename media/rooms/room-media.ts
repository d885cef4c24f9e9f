import type { WebRtcTransport } from 'mediasoup/types';
import type { TransportOptions } from '#contracts/call/call.ts';
import { fullLoad, loadOfWorker } from '#platform/placement/load.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { BorrowedOutlets, type Borrowing } from '../borrowing/borrowed-outlets.ts';
import { LocalOutlet } from '../outlets/local-outlet.ts';
import type { Outlet } from '../outlets/outlet.ts';

/** Where the media of a room can be. */
export type Places = { pickWorker: () => Promise<MediaWorker>; borrowing: Borrowing };

/** A room that receives less stays on one worker, however busy that is, and wherever people come from. */
const fewestToSpread = 100;

/** What one making of a room has on the workers: its routers and what hangs on them. Dies with any of them. */
export class RoomMedia {
  readonly #first: LocalOutlet;
  readonly #pickWorker: Places['pickWorker'];
  /** Further ones, for the viewers that its own worker has no room for. */
  readonly #others = new Map<MediaWorker, Promise<LocalOutlet>>();
  /** On other nodes, for viewers of other regions, and once this one's workers have no room either. */
  readonly #borrowed: BorrowedOutlets;
  #isClosed = false;

  static async create(worker: MediaWorker, places: Places): Promise<RoomMedia> {
    return new RoomMedia(await LocalOutlet.create(worker), places);
  }

  private constructor(first: LocalOutlet, { pickWorker, borrowing }: Places) {
    this.#first = first;
    this.#pickWorker = pickWorker;
    this.#borrowed = new BorrowedOutlets(borrowing, first);
  }

  get isClosed(): boolean {
    return this.#first.isClosed;
  }

  /** Whether anything of it is on this worker. */
  runsOn(worker: MediaWorker): boolean {
    return this.#first.worker === worker || this.#others.has(worker);
  }

  /** For what is sent: all of it comes to one worker. */
  openSender(): Promise<WebRtcTransport> {
    return this.#first.openTransport({ hasData: false });
  }

  /** As the browser that sends must know it. */
  describeSender(transport: WebRtcTransport): TransportOptions {
    return this.#first.worker.describeTransport(transport, false);
  }

  /**
   * Where somebody new receives: on the room's own worker. Once the room is large, whoever comes in by another region
   * receives there if a node there lends; the others, once the worker is full of this room, on the one with the least to
   * do, and once all are full, on another node.
   */
  async openOutlet({ region }: { region?: string | undefined }): Promise<Outlet> {
    const { worker, consumers } = this.#first;
    if (consumers < fewestToSpread) return this.#first;
    const near = await this.#borrowed.pickNear(region);
    if (near) return near;
    if (loadOfWorker(worker) < fullLoad) return this.#first;
    const freest = await this.#pickWorker();
    const borrowed = loadOfWorker(freest) < fullLoad ? undefined : await this.#borrowed.pick();
    if (borrowed) return borrowed;
    if (freest === worker) return this.#first;
    return this.#others.get(freest) ?? this.#openOn(freest);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#borrowed.close();
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
