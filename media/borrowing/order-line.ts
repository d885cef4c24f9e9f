import {
  type LendingRpc,
  type LoanId,
  type LoanOrder,
  type LoanOrderName,
  type LoanOutcome,
  loanOutcomes,
  mostOrders,
} from '#contracts/rpc/lending.ts';
import type { CallOutput, RpcClient } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { isOutage } from '#platform/resilience/outage.ts';

type Lender = Pick<RpcClient<LendingRpc>, 'loan:order'>;
type Outcome = CallOutput<LendingRpc, 'loan:order'>['outcomes'][number];
type Waiting = { order: LoanOrder; settle: (outcome: Outcome) => void; fail: (error: Error) => void };

/** Of those that carry what a browser says, which may be as long as a message of it, few fit into one call. */
const heavy: ReadonlySet<LoanOrderName> = new Set(['transport:open', 'source:open', 'transport:connect']);
const heavyWeight = mostOrders / 8;
const retryMs = 50;

/**
 * The orders to one loan: many in one call, one call after the other, each done once and in its order, whatever gets lost on
 * the way. It goes on until it is closed; whoever watches the loan knows when that is over.
 */
export class OrderLine {
  readonly #lender: Lender;
  readonly #loanId: LoanId;
  readonly #onGone: (why: unknown) => void;
  #waiting: Waiting[] = [];
  #count = 0;
  #isSending = false;
  #isClosed = false;

  constructor({
    lender,
    loanId,
    onGone,
  }: { lender: Lender; loanId: LoanId; onGone: (why: unknown) => void }) {
    this.#lender = lender;
    this.#loanId = loanId;
    this.#onGone = onGone;
  }

  /** Refuses `unavailable` when the loan is over, and what it names in it. */
  async send<O extends LoanOrder>(order: O): Promise<LoanOutcome<O['order']>> {
    const { done } = await new Promise<Outcome>((settle, fail) => {
      if (this.#isClosed) return fail(over());
      this.#waiting.push({ order, settle, fail });
      this.#begin();
    });
    if (done === undefined) throw over();
    return loanOutcomes[order.order].parse(done) as LoanOutcome<O['order']>;
  }

  /** The same where nothing depends on the outcome: it is done, or the loan is over. */
  tell(order: LoanOrder): void {
    this.send(order).catch(() => undefined);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { fail } of this.#waiting.splice(0)) fail(over());
  }

  #begin(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    // What this turn still brings goes along.
    setImmediate(() => {
      this.#sendAll().catch((error: unknown) => {
        this.#isSending = false;
        if (!this.#isClosed) this.#onGone(error);
      });
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#deliver(this.#takeSome());
    this.#isSending = false;
  }

  #takeSome(): Waiting[] {
    let weight = 0;
    const fitting = this.#waiting.findIndex(({ order }) => {
      weight += heavy.has(order.order) ? heavyWeight : 1;
      return weight > mostOrders;
    });
    return this.#waiting.splice(0, fitting === -1 ? this.#waiting.length : fitting);
  }

  async #deliver(some: Waiting[]): Promise<void> {
    const count = ++this.#count;
    try {
      const outcomes = await this.#ask(
        count,
        some.map(({ order }) => order),
      );
      some.forEach(({ settle }, at) => settle(outcomes[at] ?? {}));
    } catch (error) {
      for (const { fail } of some) fail(over());
      throw error;
    }
  }

  async #ask(count: number, orders: LoanOrder[]): Promise<Outcome[]> {
    while (!this.#isClosed) {
      try {
        const { outcomes } = await this.#lender['loan:order']({ loanId: this.#loanId, count, orders });
        return outcomes;
      } catch (error) {
        if (!isOutage(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
    throw over();
  }
}

const over = () =>
  new Refusal('unavailable', 'This part of the call is over; join again.', { retryAfterMs: 0 });
