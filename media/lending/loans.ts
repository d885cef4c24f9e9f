import { EventEmitter } from 'node:events';
import type { CallInput } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import { type LendingRpc, type LoanId, loanGone } from '#contracts/rpc/lending.ts';
import type { Log } from '#platform/log.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { Loan } from './loan.ts';
import type { PipeEnds } from './pipe-ends.ts';

type Opening = CallInput<LendingRpc, 'loan:open'>;
type Deps = {
  pickWorker: () => Promise<MediaWorker>;
  pipes: PipeEnds;
  log: Log;
  silentMs?: number;
};

/** Said with a refusal, so that it is not asked again at once. */
const retryAfterMs = 2_000;

/** What this node lends to the rooms of others. */
export class Loans extends EventEmitter<{ returned: [] }> {
  readonly #deps: Deps;
  readonly #opening = new Map<LoanId, Promise<Loan>>();
  readonly #loans = new Map<LoanId, Loan>();
  #isDraining = false;
  #isClosed = false;

  constructor(deps: Deps) {
    super();
    this.#deps = deps;
  }

  get size(): number {
    return this.#loans.size;
  }

  /** A repeat gets the same. Refuses `unavailable` while this node is leaving, and where it has no worker or port. */
  async open(opening: Opening): Promise<Loan> {
    const { loanId } = opening;
    const known = this.#loans.get(loanId) ?? this.#opening.get(loanId);
    if (known) return known;
    if (this.#isDraining || this.#isClosed)
      throw new Refusal('unavailable', 'This node is leaving.', { retryAfterMs });
    const loan = this.#open(opening);
    this.#opening.set(loanId, loan);
    try {
      return await loan;
    } finally {
      this.#opening.delete(loanId);
    }
  }

  /** Refuses `loan_gone`. */
  demand(loanId: LoanId): Loan {
    const loan = this.#loans.get(loanId);
    if (!loan) throw new Refusal(loanGone, 'This loan is over.');
    return loan;
  }

  async close(loanId: LoanId): Promise<void> {
    await this.#opening.get(loanId)?.catch(() => undefined);
    this.#loans.get(loanId)?.close();
  }

  /** That process is gone, and with it its rooms. */
  onOwnerLost(instanceId: string): void {
    for (const loan of this.#loans.values()) if (loan.ownerInstance === instanceId) loan.close();
  }

  /** From now on nothing is lent, and those who receive here are brought elsewhere. */
  drain(): void {
    this.#isDraining = true;
    for (const loan of this.#loans.values()) loan.leave();
  }

  resume(): void {
    this.#isDraining = false;
  }

  /** Resolves once nothing is lent any more, or after a while. */
  async whenReturned(withinMs: number): Promise<void> {
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    const look = () => {
      if (this.#loans.size === 0) late.resolve();
    };
    this.on('returned', look);
    look();
    await late.promise;
    clearTimeout(timer);
    this.off('returned', look);
  }

  closeAll(): void {
    this.#isClosed = true;
    for (const loan of this.#loans.values()) loan.close();
  }

  async #open(opening: Opening): Promise<Loan> {
    const { pickWorker, log } = this.#deps;
    const { loanId, visitId, owner } = opening;
    const loan = await this.#make(opening, await pickWorker());
    this.#loans.set(loanId, loan);
    loan.once('closed', () => {
      this.#loans.delete(loanId);
      log.info({ loanId, visitId }, 'a loan ended');
      this.emit('returned');
    });
    log.info({ loanId, visitId, borrower: owner.nodeId, workerPid: loan.workerPid }, 'a loan began');
    // While it was made.
    if (this.#isClosed) loan.close();
    if (this.#isDraining) loan.leave();
    return loan;
  }

  async #make(opening: Opening, worker: MediaWorker): Promise<Loan> {
    try {
      return await Loan.create(opening, { ...this.#deps, worker });
    } catch (cause) {
      const { visitId } = opening;
      this.#deps.log.warn({ visitId, err: cause }, 'nothing could be lent to a room of another node');
      throw new Refusal('unavailable', 'This node has nothing to lend now.', { cause, retryAfterMs });
    }
  }
}
