import type { SfuMedia } from './sfu/sfu-device.ts';

/**
 * So long the others may need until they see over their new connections what this browser sends over its own. Nobody can
 * know it of them, and the server closes what is left after five seconds.
 */
const lingerMs = 4_000;

/** Connections that a hand-over leaves behind: they carry for a while beside the new ones. */
export class LeavingMedia {
  readonly #onLeft: () => void;
  #media: SfuMedia | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onLeft: () => void) {
    this.#onLeft = onLeft;
  }

  leave(media: SfuMedia): void {
    this.close();
    this.#media = media;
    this.#timer = setTimeout(() => this.close(), lingerMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    const media = this.#media;
    this.#media = undefined;
    if (!media) return;
    media.close();
    this.#onLeft();
  }
}
