import type { ParticipantId } from '#contracts/call/call.ts';
import type { RemoteSources } from '../remote-sources.ts';

const lookMs = 100;
/** So many looks make a verdict, so that the mark does not flicker with every syllable. */
const looksPerVerdict = 5;
/** Quieter than this is silence: -50 dB. */
const threshold = 0.003;

type Deps = {
  remote: Pick<RemoteSources, 'voices'>;
  /** Another one speaks, or nobody. */
  onChange: (speaker: ParticipantId | undefined) => void;
};
type Voice = { lastPacketAt: number; loudness: number };

/** Finds out who of the others speaks the loudest, from what their browsers write beside the sound. */
export class SpeakerWatch {
  readonly #deps: Deps;
  #timer: ReturnType<typeof setInterval> | undefined;
  #voices = new Map<ParticipantId, Voice>();
  #looks = 0;
  #speaker: ParticipantId | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), lookMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const heard = new Map<ParticipantId, Voice>();
    for (const { participantId, receiver } of this.#deps.remote.voices()) {
      const before = this.#voices.get(participantId) ?? { lastPacketAt: 0, loudness: 0 };
      const lastPacketAt = receiver.lastPacketAt();
      // In silence nothing is sent, and the latest packet stays the last loud one.
      const now = lastPacketAt === before.lastPacketAt ? 0 : receiver.loudness();
      heard.set(participantId, { lastPacketAt, loudness: before.loudness + now });
    }
    this.#voices = heard;
    if (++this.#looks % looksPerVerdict === 0) this.#decide();
  }

  #decide(): void {
    let loudest = threshold * looksPerVerdict;
    let speaker: ParticipantId | undefined;
    for (const [participantId, voice] of this.#voices) {
      if (voice.loudness >= loudest) {
        loudest = voice.loudness;
        speaker = participantId;
      }
      voice.loudness = 0;
    }
    if (speaker === this.#speaker) return;
    this.#speaker = speaker;
    this.#deps.onChange(speaker);
  }
}
