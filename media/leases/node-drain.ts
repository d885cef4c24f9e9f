import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '#platform/log.ts';
import type { Loans } from '../lending/loans.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { NodeRow } from '../sessions/node-row.ts';
import type { HandOverRooms } from './hand-over-rooms.ts';
import type { OtherNodes } from './other-nodes.ts';

type Deps = {
  rooms: Pick<Rooms, 'drain' | 'resume'>;
  loans: Pick<Loans, 'drain' | 'resume' | 'whenReturned'>;
  row: Pick<NodeRow, 'drain' | 'resume'>;
  handOverRooms: HandOverRooms;
  otherNodes: OtherNodes;
  log: Log;
  everyMs?: number;
};

/** Keep the facts of it for good. What has no fact is not done. */
export type DrainNotes = { drained: () => Promise<void>; resumed: () => Promise<void> };

/** How long after a round what is left is offered again: a room that was just being made, or that nobody took. */
const againMs = 2_000;
/** Those who receive here in a room of another node need a second or two to go elsewhere. */
const longestReturnMs = 5_000;

/**
 * Whether this node is in service. An administrator takes it out and in again; a process that is told to end goes on
 * ending. Kept in memory alone: started again, the node is in service.
 */
export class NodeDrain {
  readonly #deps: Deps;
  #state: 'serving' | 'drained' | 'ending' = 'serving';
  /** One order after the other. */
  #orders: Promise<unknown> = Promise.resolve();
  #handing: Promise<void> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /**
   * Resolves once nobody sends new rooms here; those that run go over meanwhile. Refuses `no_other_node`, and what the note of
   * it refuses; then nothing has changed.
   */
  drain(notes: DrainNotes): Promise<void> {
    return this.#inTurn(() => this.#drain(notes));
  }

  /** What has not gone over yet stays. Refuses `node_ending`, and what the note of it refuses. */
  resume(notes: DrainNotes): Promise<void> {
    return this.#inTurn(() => this.#resume(notes));
  }

  /** The process ends: resolves when the rooms have gone over. Where there is no other node they stay until the end. */
  async end(): Promise<void> {
    this.close();
    if ((await this.#deps.otherNodes()).length === 0) return;
    await this.#takeNoMore();
    await this.#handOver();
  }

  close(): void {
    this.#state = 'ending';
    clearTimeout(this.#again);
  }

  #inTurn(order: () => Promise<void>): Promise<void> {
    const run = this.#orders.then(order, order);
    this.#orders = run;
    return run;
  }

  async #drain(notes: DrainNotes): Promise<void> {
    if (this.#state !== 'serving') return;
    await this.#demandOther();
    await notes.drained();
    if (this.#state !== 'serving') return;
    this.#state = 'drained';
    try {
      await this.#takeNoMore();
      // Of two nodes that drain at the same moment each counted on the other: now they see each other drain.
      await this.#demandOther();
    } catch (error) {
      await this.#takeBack(notes);
      throw error;
    }
    this.#goOn();
  }

  async #takeBack(notes: DrainNotes): Promise<void> {
    for (const result of await Promise.allSettled([this.#serve(), notes.resumed()]))
      if (result.status === 'rejected')
        this.#deps.log.warn({ err: result.reason }, 'a drain that was refused was not taken back as a whole');
  }

  async #resume(notes: DrainNotes): Promise<void> {
    if (this.#state === 'ending') throw new Refusal('node_ending', 'This node is ending.');
    if (this.#state !== 'drained') return;
    await notes.resumed();
    await this.#serve();
  }

  async #demandOther(): Promise<void> {
    if ((await this.#deps.otherNodes()).length > 0) return;
    throw new Refusal('no_other_node', 'There is no other media node that could take its visits.');
  }

  async #takeNoMore(): Promise<void> {
    this.#deps.rooms.drain();
    this.#deps.loans.drain();
    await this.#deps.row.drain();
  }

  async #serve(): Promise<void> {
    if (this.#state !== 'drained') return;
    this.#state = 'serving';
    clearTimeout(this.#again);
    this.#deps.rooms.resume();
    this.#deps.loans.resume();
    await this.#deps.row.resume();
  }

  #goOn(): void {
    if (this.#state !== 'drained') return;
    this.#handOver()
      .catch((err: unknown) => this.#deps.log.warn({ err }, 'the rooms were not handed over'))
      .finally(() => {
        clearTimeout(this.#again);
        this.#again = setTimeout(() => this.#goOn(), this.#deps.everyMs ?? againMs).unref();
      });
  }

  /** One run after the other: two would offer the same room to two nodes. */
  #handOver(): Promise<void> {
    const { handOverRooms, loans } = this.#deps;
    const run = async () => {
      const returned = loans.whenReturned(longestReturnMs);
      await handOverRooms(() => this.#state !== 'serving');
      await returned;
    };
    this.#handing = this.#handing.then(run, run);
    return this.#handing;
  }
}
