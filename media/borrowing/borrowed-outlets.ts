import type { LocalOutlet } from '../outlets/local-outlet.ts';
import type { Outlet } from '../outlets/outlet.ts';
import type { BorrowedOutlet } from './borrowed-outlet.ts';
import type { Lenders } from './lenders.ts';

export type Borrowing = {
  lenders: Pick<Lenders, 'borrow' | 'hasRoom'>;
  room: Omit<Parameters<Lenders['borrow']>[0], 'origin'>;
  /** Those who receive there are to join again: it is closed, or soon will be. */
  onUnfit: (outlet: Outlet) => void;
};

/** A node that did not lend is not asked again for each who comes. */
const pauseMs = 2_000;

/** What one making of a room has borrowed of other nodes. */
export class BorrowedOutlets {
  readonly #borrowing: Borrowing;
  readonly #origin: LocalOutlet;
  readonly #outlets = new Set<BorrowedOutlet>();
  #opening: Promise<BorrowedOutlet | undefined> | undefined;
  #isClosed = false;
  #notBefore = 0;

  constructor(borrowing: Borrowing, origin: LocalOutlet) {
    this.#borrowing = borrowing;
    this.#origin = origin;
  }

  /** One that still has room, else a further one; `undefined` where nobody lends. */
  async pick(): Promise<Outlet | undefined> {
    const { lenders } = this.#borrowing;
    const open = [...this.#outlets].find((outlet) => lenders.hasRoom(outlet));
    if (open) return open;
    // Those who come at the same moment go to the same.
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  close(): void {
    this.#isClosed = true;
    for (const outlet of this.#outlets) outlet.close();
  }

  async #open(): Promise<BorrowedOutlet | undefined> {
    if (performance.now() < this.#notBefore) return undefined;
    const { lenders, room, onUnfit } = this.#borrowing;
    const outlet = await lenders.borrow({ ...room, origin: this.#origin });
    if (!outlet) this.#notBefore = performance.now() + pauseMs;
    if (!outlet || this.#isClosed) {
      outlet?.close();
      return undefined;
    }
    this.#outlets.add(outlet);
    outlet.once('closed', () => this.#outlets.delete(outlet));
    outlet.once('lost', () => onUnfit(outlet));
    outlet.once('leaving', () => onUnfit(outlet));
    return outlet;
  }
}
