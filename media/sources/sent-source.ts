import type { Producer, ProducerScore } from 'mediasoup/types';
import type { ParticipantId } from '#contracts/call/call.ts';
import type { Source } from '#contracts/visits/ticket.ts';

/** What one participant sends under one name. */
export class SentSource {
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly producer: Producer;
  #isMuted: boolean;
  /** Nothing has come of what is only just made. */
  #scores: readonly ProducerScore[] = [];
  #awaiting: (() => void)[] | undefined;

  constructor({
    participantId,
    source,
    producer,
  }: { participantId: ParticipantId; source: Source; producer: Producer }) {
    this.participantId = participantId;
    this.source = source;
    this.producer = producer;
    this.#isMuted = producer.paused;
    producer.on('score', (scores) => this.#note(scores));
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

  /** Calls back once, when the first of it has come. */
  awaitArrival(arrived: () => void): void {
    this.#awaiting ??= [];
    this.#awaiting.push(arrived);
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

  #note(scores: readonly ProducerScore[]): void {
    this.#scores = scores;
    const awaiting = this.#awaiting;
    if (!awaiting || !this.isArriving) return;
    this.#awaiting = undefined;
    for (const arrived of awaiting) arrived();
  }
}
