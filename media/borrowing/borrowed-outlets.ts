import type { LocalOutlet } from '../outlets/local-outlet.ts';
import type { Outlet } from '../outlets/outlet.ts';
import type { BorrowedOutlet } from './borrowed-outlet.ts';
import type { Lenders, Where } from './lenders.ts';

export type Borrowing = {
  lenders: Pick<Lenders, 'region' | 'borrow' | 'hasRoom'>;
  room: Omit<Parameters<Lenders['borrow']>[0], 'origin'>;
  /** Those who receive there are to join again: it is closed, or soon will be. */
  onUnfit: (outlet: Outlet) => void;
};

/** Where nobody lent, nobody is asked again for each who comes. */
const pauseMs = 2_000;

/** What one making of a room has borrowed of other nodes. */
export class BorrowedOutlets {
  readonly #borrowing: Borrowing;
  readonly #origin: LocalOutlet;
  readonly #outlets = new Set<BorrowedOutlet>();
  readonly #opening = new Map<Where, Promise<BorrowedOutlet | undefined>>();
  readonly #notBefore = new Map<Where, number>();
  #isClosed = false;

  constructor(borrowing: Borrowing, origin: LocalOutlet) {
    this.#borrowing = borrowing;
    this.#origin = origin;
  }

  /** One in another region, for those who come in by that; `undefined` where nobody there lends. */
  async pickNear(region: string | undefined): Promise<Outlet | undefined> {
    if (region === undefined || region === this.#borrowing.lenders.region) return undefined;
    return this.#pick(region);
  }

  /** One in the own region, else in any other; `undefined` where nobody lends. */
  async pick(): Promise<Outlet | undefined> {
    return (await this.#pick(this.#borrowing.lenders.region)) ?? this.#pick(undefined);
  }

  close(): void {
    this.#isClosed = true;
    for (const outlet of this.#outlets) outlet.close();
  }

  /** One that still has room, else a further one. */
  async #pick(where: Where): Promise<BorrowedOutlet | undefined> {
    const { lenders } = this.#borrowing;
    const open = [...this.#outlets].find((outlet) => lenders.hasRoom(outlet, where));
    if (open) return open;
    // Those who come at the same moment go to the same.
    const opening = this.#opening.get(where) ?? this.#open(where).finally(() => this.#opening.delete(where));
    this.#opening.set(where, opening);
    return opening;
  }

  async #open(where: Where): Promise<BorrowedOutlet | undefined> {
    if (performance.now() < (this.#notBefore.get(where) ?? 0)) return undefined;
    const { lenders, room, onUnfit } = this.#borrowing;
    const outlet = await lenders.borrow({ ...room, origin: this.#origin }, where);
    if (!outlet) this.#notBefore.set(where, performance.now() + pauseMs);
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
