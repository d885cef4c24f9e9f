import { EventEmitter } from 'node:events';
import type { PipeTransport } from 'mediasoup/types';
import type { CallInput, CallOutput } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import {
  type LendingRpc,
  type LoanId,
  type LoanOrder,
  loanGone,
  type PipeEnd,
} from '#contracts/rpc/lending.ts';
import type { Log } from '#platform/log.ts';
import { LocalOutlet } from '../outlets/local-outlet.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { LentMedia } from './lent-media.ts';
import { LoanStates } from './loan-states.ts';
import type { PipeEnds } from './pipe-ends.ts';

type Opening = CallInput<LendingRpc, 'loan:open'>;
type Seen = CallOutput<LendingRpc, 'loan:watch'>;
type Outcomes = CallOutput<LendingRpc, 'loan:order'>['outcomes'];
type Deps = { worker: MediaWorker; pipes: PipeEnds; log: Log; silentMs?: number };
type Parts = { outlet: LocalOutlet; pipe: PipeTransport; deps: Deps; opening: Opening };

/** A borrower that is not heard of for so long is gone, or this node is cut off from it. */
const longestSilenceMs = 3_000;
/** How long a watch waits for news. */
const watchMs = 500;
/** What changes together is told together. */
const gatherMs = 20;

/**
 * What this node lends to a room of another one: a router, the pipe by which the room's sources come to it, and the
 * connections of viewers. It decides nothing, and ends with the borrower.
 */
export class Loan extends EventEmitter<{ closed: [] }> {
  readonly id: LoanId;
  readonly ownerInstance: string;
  readonly #outlet: LocalOutlet;
  readonly #pipe: PipeTransport;
  readonly #deps: Deps;
  readonly #states = new LoanStates();
  readonly #media: LentMedia;
  #last: { count: number; outcomes: Promise<Outcomes> } = { count: 0, outcomes: Promise.resolve([]) };
  #isLeaving = false;
  #isClosed = false;
  #silence: NodeJS.Timeout | undefined;

  static async create(opening: Opening, deps: Deps): Promise<Loan> {
    const outlet = await LocalOutlet.create(deps.worker);
    try {
      const pipe = await deps.pipes.open(outlet.router, opening.pipe.host);
      await deps.pipes.connect(pipe, opening.pipe);
      return new Loan({ outlet, pipe, deps, opening });
    } catch (error) {
      outlet.close();
      throw error;
    }
  }

  private constructor({ outlet, pipe, deps, opening }: Parts) {
    super();
    this.id = opening.loanId;
    this.ownerInstance = opening.owner.instanceId;
    this.#outlet = outlet;
    this.#pipe = pipe;
    this.#deps = deps;
    this.#media = new LentMedia({ outlet, pipe, states: this.#states });
    // The worker died, and took the router along.
    outlet.router.observer.once('close', () => this.close());
    this.#expectBorrower();
  }

  get workerPid(): number {
    return this.#outlet.worker.pid;
  }

  get pipe(): PipeEnd {
    return this.#deps.pipes.describe(this.#pipe);
  }

  /** All of it, in order; what is repeated was done already. */
  order(count: number, orders: readonly LoanOrder[]): Promise<Outcomes> {
    this.#expectBorrower();
    if (count === this.#last.count) return this.#last.outcomes;
    if (count !== this.#last.count + 1) throw gone();
    const outcomes = Promise.all(orders.map((order) => this.#try(order)));
    this.#last = { count, outcomes };
    return outcomes;
  }

  async watch(since: number): Promise<Seen> {
    this.#expectBorrower();
    await this.#states.whenNewer(since, watchMs);
    await new Promise((resolve) => setTimeout(resolve, gatherMs));
    if (this.#isClosed) throw gone();
    return { ...this.#states.since(since), isLeaving: this.#isLeaving };
  }

  /** The borrower is to bring everybody elsewhere; what flows here goes on until they have gone. */
  leave(): void {
    this.#isLeaving = true;
    this.#states.touch();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#silence);
    this.#outlet.close();
    this.#states.touch();
    this.emit('closed');
  }

  #expectBorrower(): void {
    if (this.#isClosed) throw gone();
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#deps.log.warn({ loanId: this.id }, 'nothing is heard of who borrowed; the loan ends');
      this.close();
    }, this.#deps.silentMs ?? longestSilenceMs).unref();
  }

  async #try(order: LoanOrder): Promise<Outcomes[number]> {
    try {
      return { done: await this.#media.do(order) };
    } catch (err) {
      if (!this.#isClosed) this.#deps.log.info({ loanId: this.id, order: order.order, err }, 'not done');
      return {};
    }
  }
}

const gone = () => new Refusal(loanGone, 'This loan is over.');
