import type { Document } from '../store.ts';
import type { Outcome } from '../sqlite-writer/operations.ts';

/** Set when a write of the chain failed, so that nobody builds on what came after it. */
type Chain = { isBroken: boolean };

/** A write on its way: what the document will be (`undefined`: removed), and when the write is durable or failed. */
export type Flight<D> = { document: D | undefined; settled: Promise<unknown>; chain: Chain };

type Departure<D> = { document: D | undefined; write: Promise<Outcome>; base?: Flight<D> | undefined };

/**
 * The writes of one collection that are not durable yet, by document. A read waits for the one it saw, so nothing is told that
 * a power cut could take back; a change builds on it at once, so a busy document changes many times in one group.
 */
export class Flights<D extends Document> {
  readonly #latest = new Map<string, Flight<D>>();

  /** The write to build on, unless one it stands on has failed. */
  soundOf(id: string): Flight<D> | undefined {
    const flight = this.#latest.get(id);
    return flight?.chain.isBroken ? undefined : flight;
  }

  /** `base`: the write whose document this one was computed from. */
  track(id: string, { document, write, base }: Departure<D>): void {
    const chain = base?.chain ?? { isBroken: false };
    const land = (isSound: boolean) => {
      if (!isSound) chain.isBroken = true;
      if (this.#latest.get(id) === flight) this.#latest.delete(id);
    };
    const settled = write.then(
      ({ kind }) => land(kind === 'done'),
      () => land(false),
    );
    const flight = { document, settled, chain };
    this.#latest.set(id, flight);
  }

  /** Resolves when what a reader can see now of these documents is durable. */
  async settle(ids: readonly string[]): Promise<void> {
    if (this.#latest.size === 0) return;
    const flights = ids.flatMap((id) => this.#latest.get(id) ?? []);
    if (flights.length > 0) await Promise.all(flights.map(({ settled }) => settled));
  }
}
