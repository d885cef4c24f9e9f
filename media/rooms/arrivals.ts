import type { Peer } from './peer.ts';

type Waiting = { hasAll: () => boolean; go: () => void };

/** Longer than those of one visit are apart when all heard of its move at the same moment. */
const longestWaitMs = 40;

/**
 * After a move everybody comes back at about the same moment. Who is first waits for the others a little, so that one
 * answer tells it of all: what is told later has to be negotiated anew.
 */
export class Arrivals {
  readonly #waiting = new Map<Peer, Waiting>();

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
      this.note();
    });
  }

  /** Somebody is back. */
  note(): void {
    for (const { hasAll, go } of this.#waiting.values()) if (hasAll()) go();
  }
}
