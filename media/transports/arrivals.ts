import type { Peer } from '../rooms/peer.ts';
import type { PeerMedia } from '../rooms/peer-media.ts';

type Waiting = { hasAll: () => boolean; go: () => void };

/** Longer than those of one visit are apart when all heard of its move at the same moment. */
const longestWaitMs = 40;
/** How far apart those who came at the same moment may be with connecting; who takes longer has a line of its own kind. */
const longestUnseenMs = 250;

/**
 * Those who come into a room at about the same moment, as after a move. Each waits for the others a little: for what they
 * send, so that one answer tells it of all instead of negotiating anew; and with sending, until they can receive.
 */
export class Arrivals {
  readonly #waiting = new Map<Peer, Waiting>();
  readonly #connecting = new Set<PeerMedia>();

  /** Resolves once it has all, or after a moment. */
  wait(peer: Peer, hasAll: () => boolean): Promise<void> {
    this.#waiting.get(peer)?.go();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#waiting.get(peer)?.go(), longestWaitMs);
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(peer);
        resolve();
      };
      this.#waiting.set(peer, { hasAll, go });
      this.look();
    });
  }

  /** Somebody comes back after a move, and connects. */
  note(media: PeerMedia): void {
    this.#connecting.add(media);
    const connected = () => this.#connecting.delete(media);
    const timer = setTimeout(connected, longestUnseenMs).unref();
    media.whenReceiving.then(
      () => {
        clearTimeout(timer);
        connected();
      },
      () => undefined,
    );
    this.look();
  }

  /**
   * Resolves when all who come back now can receive, or after a moment. The sender too: a browser that begins to encode is
   * slow in all else.
   */
  async whenSeen(): Promise<void> {
    if (this.#connecting.size === 0) return;
    const all = Promise.all([...this.#connecting].map((media) => media.whenReceiving));
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, longestUnseenMs);
    await Promise.race([all, late.promise]);
    clearTimeout(timer);
  }

  /** Somebody has come, in whatever way. */
  look(): void {
    for (const { hasAll, go } of this.#waiting.values()) if (hasAll()) go();
  }
}
