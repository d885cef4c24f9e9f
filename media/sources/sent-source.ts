import { EventEmitter } from 'node:events';
import type { Producer, ProducerScore } from 'mediasoup/types';
import type { ParticipantId } from '#contracts/call/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';

/** What one participant sends under one name. Tells when the first of it has come. */
export class SentSource extends EventEmitter<{ arriving: [] }> {
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly producer: Producer;
  #isMuted: boolean;
  #scores: readonly ProducerScore[];

  constructor({
    participantId,
    source,
    producer,
  }: { participantId: ParticipantId; source: Source; producer: Producer }) {
    super();
    // Every viewer may wait for it.
    this.setMaxListeners(0);
    this.participantId = participantId;
    this.source = source;
    this.producer = producer;
    this.#isMuted = producer.paused;
    this.#scores = producer.score;
    producer.on('score', (scores) => {
      const isFirst = !this.isArriving;
      this.#scores = scores;
      if (isFirst && this.isArriving) this.emit('arriving');
    });
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  /** How many simulcast layers it has. */
  get layers(): number {
    return this.producer.rtpParameters.encodings?.length ?? 1;
  }

  /** Whether anything has come of it yet. */
  get isArriving(): boolean {
    return this.#scores.length > 0;
  }

  /** mediasoup's score of its best layer, 0 to 10; absent while it is muted or nothing has come yet. */
  get score(): number | undefined {
    const scores = this.#scores.map(({ score }) => score);
    return this.#isMuted || scores.length === 0 ? undefined : Math.max(...scores);
  }

  async setMuted(isMuted: boolean): Promise<void> {
    if (isMuted === this.#isMuted || this.producer.closed) return;
    this.#isMuted = isMuted;
    await (isMuted ? this.producer.pause() : this.producer.resume());
  }

  /** Asks the sender for a key frame now, even if it was asked a moment ago: what mediasoup does after a pause. */
  async forceKeyFrame(): Promise<void> {
    if (this.#isMuted || this.producer.closed) return;
    // Both at once, so that nothing is lost in between.
    await Promise.all([this.producer.pause(), this.producer.resume()]);
  }
}
