import type { RemoteSources } from '../remote-sources.ts';

/** How often it looks; cheap enough for a phone. */
const lookMs = 100;

/** Opus in silence sends a packet every 400 ms, so less than that says nothing. */
export const silenceMs = 500;

type Deps = {
  remote: Pick<RemoteSources, 'flowing'>;
  now: () => number;
  /** Nothing has come for `silenceMs`; told again each time that passes twice as long as before. */
  onSilence: () => void;
  onSound: () => void;
};

/** Notices by itself that what should arrive no longer does, long before the browser's own connection state says so. */
export class MediaWatch {
  readonly #deps: Deps;
  #timer: ReturnType<typeof setInterval> | undefined;
  #newest = 0;
  /** When something last came; absent while nothing is expected, or nothing has come yet. */
  #lastAt: number | undefined;
  #patienceMs = silenceMs;

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
    const { remote, now, onSilence, onSound } = this.#deps;
    const newest = remote
      .flowing()
      .reduce((latest, receiver) => Math.max(latest, receiver.lastPacketAt()), 0);
    if (newest === 0) {
      this.#lastAt = undefined;
      return;
    }
    if (newest !== this.#newest || this.#lastAt === undefined) {
      const wasSilent = this.#patienceMs > silenceMs;
      this.#newest = newest;
      this.#lastAt = now();
      this.#patienceMs = silenceMs;
      if (wasSilent) onSound();
      return;
    }
    if (now() - this.#lastAt < this.#patienceMs) return;
    this.#patienceMs *= 2;
    onSilence();
  }
}
