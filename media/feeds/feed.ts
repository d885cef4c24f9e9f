import type { ConsumerOptions, ParticipantId } from '#contracts/call/call.ts';
import type { OutletConsumer } from '../outlets/outlet.ts';
import { mayReceive, type Onlooker } from '../policy.ts';
import { layerForView, type View } from './layers.ts';
import type { SentSource } from '../sources/sent-source.ts';

/** Who hears of feeds; one for all of a room. */
export interface FeedWatcher {
  feedChanged(feed: Feed): void;
  /** Its source is no longer sent. */
  feedClosed(feed: Feed): void;
}

type Viewer = Onlooker & { readonly participantId: ParticipantId };
/** What is to be received, by whom and from whom. `isReady`: the browser will have heard of it before it can receive. */
export type FeedRequest = {
  sent: SentSource;
  viewer: Viewer;
  sender: Onlooker;
  isReady: boolean;
  watcher: FeedWatcher;
};

/** Chromium passes over requests for a key frame within 300 ms of the last one that it followed. */
const keyFrameWaitMs = 330;
const mostKeyFrameTries = 2;
/** Nothing was to be changed. */
const done = Promise.resolve();

/**
 * One source on its way to one viewer. It flows while the policy lets it, the viewer sees the tile and the browser is
 * ready to decode; audio needs no readiness, because it has no key frame to miss.
 */
export class Feed {
  readonly sent: SentSource;
  readonly viewer: Viewer;
  readonly #sender: Onlooker;
  readonly #consumer: OutletConsumer;
  readonly #watcher: FeedWatcher;
  #isReady: boolean;
  #isVisible = true;
  #isFlowing: boolean;
  #toldPaused: boolean;
  #layer: number | undefined;
  #frameTimer: NodeJS.Timeout | undefined;

  constructor(consumer: OutletConsumer, request: FeedRequest) {
    this.sent = request.sent;
    this.viewer = request.viewer;
    this.#sender = request.sender;
    this.#consumer = consumer;
    this.#watcher = request.watcher;
    this.#isReady = isReadyAtOnce(request);
    this.#isFlowing = !consumer.paused;
    this.#toldPaused = this.isPaused;
    if (this.#isFlowing) this.#expectArrival();
    consumer.on('producerclose', () => this.#watcher.feedClosed(this));
  }

  get id(): string {
    return this.#consumer.id;
  }

  /** As viewers are told: somebody is not admitted, muted, or the tile is out of sight. */
  get isPaused(): boolean {
    return this.sent.isMuted || !this.#isVisible || !this.#mayFlow;
  }

  get #mayFlow(): boolean {
    return mayReceive(this.viewer, this.#sender);
  }

  /** mediasoup's score of what arrives, 0 to 10; absent while nothing flows. */
  get score(): number | undefined {
    return this.isPaused || !this.#isFlowing ? undefined : this.#consumer.score?.score;
  }

  describe(): ConsumerOptions {
    this.#toldPaused = this.isPaused;
    return {
      id: this.#consumer.id,
      producerId: this.#consumer.producerId,
      participantId: this.sent.participantId,
      source: this.sent.source,
      kind: this.#consumer.kind,
      rtpParameters: this.#consumer.rtpParameters,
      isPaused: this.#toldPaused,
    };
  }

  /** The browser can decode it now. Resuming makes mediasoup ask the sender for a key frame. */
  setReady(): Promise<void> {
    this.#isReady = true;
    return this.update();
  }

  async setView(view: View): Promise<void> {
    if (this.#consumer.kind === 'audio') return;
    this.#isVisible = view.isVisible;
    await Promise.all([this.update(), view.isVisible ? this.#setLayer(view) : undefined]);
  }

  /** Follows what was changed around it: admission, muting, visibility. */
  update(): Promise<void> {
    if (this.#consumer.closed) return done;
    const isPaused = this.isPaused;
    if (isPaused !== this.#toldPaused) {
      this.#toldPaused = isPaused;
      this.#watcher.feedChanged(this);
    }
    const shouldFlow = this.#isVisible && this.#isReady && this.#mayFlow;
    if (shouldFlow === this.#isFlowing) return done;
    this.#isFlowing = shouldFlow;
    clearTimeout(this.#frameTimer);
    return shouldFlow ? this.#resume() : this.#consumer.pause();
  }

  async #resume(): Promise<void> {
    await this.#consumer.resume();
    this.#expectKeyFrame(mostKeyFrameTries);
  }

  /**
   * mediasoup asks for a key frame and asks again after a second. A sender that just made one for another layer has
   * passed the first request over, and would be seen a second late; so it is asked again as soon as it listens.
   */
  #expectKeyFrame(tries: number): void {
    if (this.#consumer.type !== 'simulcast' || this.#consumer.closed || tries === 0) return;
    clearTimeout(this.#frameTimer);
    this.#frameTimer = setTimeout(() => {
      // A layer is forwarded from its first key frame on; a sender that only begins does so with one.
      if (this.#consumer.closed || this.#consumer.currentLayers || !this.#isFlowing || this.isPaused) return;
      if (this.sent.isArriving) this.sent.forceKeyFrame().catch(() => undefined);
      this.#expectKeyFrame(tries - 1);
    }, keyFrameWaitMs).unref();
  }

  /** Flowing before anything comes: its first key frame may pass while this viewer is still connecting. */
  #expectArrival(): void {
    if (this.sent.isArriving) return this.#expectKeyFrame(mostKeyFrameTries);
    if (this.#consumer.type === 'simulcast')
      this.sent.awaitArrival(() => this.#expectKeyFrame(mostKeyFrameTries));
  }

  async #setLayer(view: View): Promise<void> {
    if (this.#consumer.type !== 'simulcast') return;
    const spatialLayer = layerForView(view, this.sent.layers);
    if (spatialLayer === this.#layer) return;
    this.#layer = spatialLayer;
    await this.#consumer.setPreferredLayers({ spatialLayer });
  }
}

/** Whether it may flow from the first: a sound has no key frame to miss. */
export const isReadyAtOnce = ({ sent, isReady }: FeedRequest) => isReady || sent.producer.kind === 'audio';
