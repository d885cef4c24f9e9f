import type { Document } from '../store.ts';
import type { Outcome } from '../sqlite-writer/operations.ts';

/** Set when a write of the chain failed, so that nobody builds on what came after it. */
type Chain = { isBroken: boolean };

/**
 * A write on its way: what the document will be (`undefined`: removed), and when the write is durable or failed.
 * `isSure`: it stands on what was really the newest document, so only a broken disk can refuse it. An insert or a replace
 * may be refused for another's sake; whoever built on that would write over the document that is there.
 */
export type Flight<D> = { document: D | undefined; settled: Promise<unknown>; chain: Chain; isSure: boolean };

type Departure<D> = {
  document: D | undefined;
  write: Promise<Outcome>;
  base?: Flight<D> | undefined;
  isSure: boolean;
};

/**
 * The writes of one collection that are not durable yet, by document. A read waits for the one it saw, so nothing is told that
 * a power cut could take back; a change builds on it at once, so a busy document changes many times in one group.
 */
export class Flights<D extends Document> {
  readonly #latest = new Map<string, Flight<D>>();

  /** The newest write of the document. */
  latestOf(id: string): Flight<D> | undefined {
    return this.#latest.get(id);
  }

  /** `base`: the write whose document this one was computed from. */
  track(id: string, { document, write, base, isSure }: Departure<D>): void {
    const chain = base?.chain ?? { isBroken: false };
    const land = (isSound: boolean) => {
      if (!isSound) chain.isBroken = true;
      if (this.#latest.get(id) === flight) this.#latest.delete(id);
    };
    const settled = write.then(
      ({ kind }) => land(kind === 'done'),
      () => land(false),
    );
    const flight = { document, settled, chain, isSure };
    this.#latest.set(id, flight);
  }

  /** Resolves when what a reader can see now of these documents is durable. */
  async settle(ids: readonly string[]): Promise<void> {
    if (this.#latest.size === 0) return;
    const flights = ids.flatMap((id) => this.#latest.get(id) ?? []);
    if (flights.length > 0) await Promise.all(flights.map(({ settled }) => settled));
  }
}
