import type { SfuMedia } from './sfu/sfu-device.ts';

/** How long the others may need to see over their new connections what this browser sends over its own. */
const courtesyMs = 1_500;
/** The server closes what is left after five seconds. */
const longestMs = 4_000;
const lookMs = 100;

type Deps = {
  /** Whether everything that was received comes over the new connections. */
  isReplaced: () => boolean;
  onLeft: () => void;
};

/** Connections that a hand-over leaves behind. They are closed when everything has come over the new ones, and a moment more. */
export class LeavingMedia {
  readonly #deps: Deps;
  #media: SfuMedia | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  leave(media: SfuMedia): void {
    this.close();
    this.#media = media;
    const leftAt = performance.now();
    let replacedAt: number | undefined;
    this.#timer = setInterval(() => {
      const now = performance.now();
      if (this.#deps.isReplaced()) replacedAt ??= now;
      const isSettled = replacedAt !== undefined && now - replacedAt >= courtesyMs;
      if (isSettled || now - leftAt >= longestMs) this.close();
    }, lookMs);
  }

  close(): void {
    clearInterval(this.#timer);
    const media = this.#media;
    this.#media = undefined;
    if (!media) return;
    media.close();
    this.#deps.onLeft();
  }
}
