import { EventEmitter } from 'node:events';
import type { PipeTransport, Producer } from 'mediasoup/types';
import type {
  LoanId,
  LoanOrder,
  LoanOrderName,
  LoanOutcome,
  PipeEnd,
  LendingRpc,
} from '#contracts/rpc/lending.ts';
import { loanGone } from '#contracts/rpc/lending.ts';
import type { CallInput, CallOutput } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Log } from '#platform/log.ts';
import { LocalOutlet } from '../outlets/local-outlet.ts';
import type { OutletConsumer, Receiver } from '../outlets/outlet.ts';
import { toDtlsParameters, toRtpCapabilities, toRtpParameters } from '../rooms/from-browser.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import { LoanStates } from './loan-states.ts';
import type { PipeEnds } from './pipe-ends.ts';

type Opening = CallInput<LendingRpc, 'loan:open'>;
type Seen = CallOutput<LendingRpc, 'loan:watch'>;
type Outcomes = CallOutput<LendingRpc, 'loan:order'>['outcomes'];
type Operations = {
  [N in LoanOrderName]: (order: Extract<LoanOrder, { order: N }>) => Promise<LoanOutcome<N>> | LoanOutcome<N>;
};
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
  readonly #sources = new Map<string, Producer>();
  readonly #receivers = new Map<string, Receiver>();
  readonly #consumers = new Map<string, OutletConsumer>();
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
      return { done: await this.#do(order) };
    } catch (err) {
      if (!this.#isClosed) this.#deps.log.info({ loanId: this.id, order: order.order, err }, 'not done');
      return {};
    }
  }

  /** Begun at once, so that the worker gets them in their order. */
  #do<N extends LoanOrderName>(order: Extract<LoanOrder, { order: N }>) {
    const operation: (order: Extract<LoanOrder, { order: N }>) => unknown = this.#operations[order.order];
    return operation(order);
  }

  readonly #operations: Operations = {
    'transport:open': async ({ hasData, rtpCapabilities }) => {
      const receiver = await this.#outlet.openReceiver({
        hasData,
        rtpCapabilities: toRtpCapabilities(rtpCapabilities),
      });
      const { transport } = receiver;
      this.#receivers.set(transport.id, receiver);
      const note = () => {
        const { id, iceState, dtlsState } = transport;
        if (this.#receivers.has(id)) this.#states.noteTransport({ id, iceState, dtlsState });
      };
      transport.on('icestatechange', note);
      transport.on('dtlsstatechange', note);
      return receiver.describe();
    },
    'transport:connect': async ({ transportId, dtlsParameters }) => {
      await this.#demandReceiver(transportId).transport.connect({
        dtlsParameters: toDtlsParameters(dtlsParameters),
      });
      return {};
    },
    'transport:restart': async ({ transportId }) => ({
      ...(await this.#demandReceiver(transportId).transport.restartIce()),
    }),
    'transport:close': ({ transportId }) => {
      const receiver = this.#receivers.get(transportId);
      this.#receivers.delete(transportId);
      this.#states.forgetTransport(transportId);
      receiver?.transport.close();
      return {};
    },
    'source:open': async ({ producerId, kind, rtpParameters, isPaused }) => {
      const parameters = toRtpParameters(rtpParameters);
      const producer = await this.#pipe.produce({
        id: producerId,
        kind,
        rtpParameters: parameters,
        paused: isPaused,
      });
      this.#sources.set(producerId, producer);
      return {};
    },
    'source:pause': async ({ producerId, isPaused }) => {
      const producer = this.#sources.get(producerId);
      await (isPaused ? producer?.pause() : producer?.resume());
      return {};
    },
    'source:close': ({ producerId }) => {
      this.#sources.get(producerId)?.close();
      this.#sources.delete(producerId);
      return {};
    },
    'consumer:open': async ({ transportId, producerId, isPaused }) => {
      const producer = this.#sources.get(producerId);
      if (!producer) throw gone();
      const consumer = await this.#demandReceiver(transportId).consume(producer, { paused: isPaused });
      if (!consumer) throw gone();
      this.#keep(consumer);
      const { id, type, rtpParameters } = consumer;
      return { id, type, rtpParameters: { ...rtpParameters } };
    },
    'consumer:pause': async ({ consumerId, isPaused }) => {
      const consumer = this.#consumers.get(consumerId);
      await (isPaused ? consumer?.pause() : consumer?.resume());
      return {};
    },
    'consumer:prefer': async ({ consumerId, spatialLayer }) => {
      await this.#consumers.get(consumerId)?.setPreferredLayers({ spatialLayer });
      return {};
    },
    'consumer:close': ({ consumerId }) => {
      this.#consumers.get(consumerId)?.close();
      return {};
    },
  };

  #keep(consumer: OutletConsumer): void {
    const { id } = consumer;
    this.#consumers.set(id, consumer);
    const note = () => {
      const score = Math.round(consumer.score?.score ?? 0);
      this.#states.noteConsumer({ id, score, hasLayers: Boolean(consumer.currentLayers) });
    };
    consumer.on('score', note);
    consumer.on('layerschange', note);
    consumer.observer.once('close', () => {
      this.#consumers.delete(id);
      this.#states.forgetConsumer(id);
    });
  }

  #demandReceiver(transportId: string): Receiver {
    const receiver = this.#receivers.get(transportId);
    if (!receiver) throw gone();
    return receiver;
  }
}

const gone = () => new Refusal(loanGone, 'This loan is over.');
