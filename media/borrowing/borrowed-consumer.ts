import { EventEmitter } from 'node:events';
import type { RtpParameters } from 'mediasoup/types';
import type { LentConsumer, LoanOutcome } from '#contracts/rpc/lending.ts';
import { toRtpParameters } from '../rooms/from-browser.ts';
import type { OutletConsumer } from '../outlets/outlet.ts';
import type { OrderLine } from './order-line.ts';

type Parts = {
  lent: LoanOutcome<'consumer:open'>;
  kind: 'audio' | 'video';
  producerId: string;
  transportId: string;
  isPaused: boolean;
  orders: OrderLine;
};

/** Stands for a consumer on another node. What it is told to do is done there a moment later, in order. */
export class BorrowedConsumer
  extends EventEmitter<{ producerclose: []; score: []; layerschange: [] }>
  implements OutletConsumer
{
  readonly id: string;
  readonly kind: 'audio' | 'video';
  readonly type: OutletConsumer['type'];
  readonly rtpParameters: RtpParameters;
  readonly producerId: string;
  readonly transportId: string;
  readonly observer = new EventEmitter<{ close: [] }>();
  readonly #orders: OrderLine;
  #isPaused: boolean;
  #isClosed = false;
  #told: Pick<LentConsumer, 'score' | 'hasLayers'> = { score: 10, hasLayers: false };

  constructor({ lent, kind, producerId, transportId, isPaused, orders }: Parts) {
    super();
    this.id = lent.id;
    this.type = lent.type;
    this.rtpParameters = toRtpParameters(lent.rtpParameters);
    this.kind = kind;
    this.producerId = producerId;
    this.transportId = transportId;
    this.#isPaused = isPaused;
    this.#orders = orders;
  }

  get paused(): boolean {
    return this.#isPaused;
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  get score(): { score: number } {
    return { score: this.#told.score };
  }

  get currentLayers(): object | undefined {
    return this.#told.hasLayers ? {} : undefined;
  }

  async pause(): Promise<void> {
    this.#setPaused(true);
  }

  async resume(): Promise<void> {
    this.#setPaused(false);
  }

  async setPreferredLayers({ spatialLayer }: { spatialLayer: number }): Promise<void> {
    this.#orders.tell({ order: 'consumer:prefer', consumerId: this.id, spatialLayer });
  }

  /** What the other node says of it. */
  note({ score, hasLayers }: LentConsumer): void {
    this.#told = { score, hasLayers };
  }

  close(): void {
    if (this.#isClosed) return;
    this.#orders.tell({ order: 'consumer:close', consumerId: this.id });
    this.end();
  }

  /** It went with its source, or with the connection of its viewer. */
  end({ isSourceClosed = false } = {}): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (isSourceClosed) this.emit('producerclose');
    this.observer.emit('close');
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#orders.tell({ order: 'consumer:pause', consumerId: this.id, isPaused });
  }
}
