import { EventEmitter } from 'node:events';
import type { PipeTransport, Producer, RtpCapabilities } from 'mediasoup/types';
import type { CallOutput, RpcClient } from '#contracts/define.ts';
import type { TenantId, VisitId } from '#contracts/ids.ts';
import { type LendingRpc, LoanId } from '#contracts/rpc/lending.ts';
import type { MediaNode, RoomPlace } from '#contracts/call/place.ts';
import type { NewId } from '#platform/clock.ts';
import type { PipeEnds } from '../lending/pipe-ends.ts';
import type { LocalOutlet } from '../outlets/local-outlet.ts';
import type { Outlet, Receiver, ReceiverOptions } from '../outlets/outlet.ts';
import { BorrowedConsumer } from './borrowed-consumer.ts';
import { BorrowedTransport } from './borrowed-transport.ts';
import { OrderLine } from './order-line.ts';
import { pipeSource } from './pipe-source.ts';
import { watchLoan } from './watch-loan.ts';

type Lender = RpcClient<LendingRpc>;
type Deps = {
  lender: Lender;
  node: Pick<MediaNode, 'nodeId' | 'instanceId' | 'address'>;
  place: RoomPlace;
  pipes: PipeEnds;
  newId: NewId;
};
type Room = { tenantId: TenantId; visitId: VisitId; origin: LocalOutlet };
type Parts = { deps: Deps; loanId: LoanId; origin: LocalOutlet; pipe: PipeTransport; workerPid: number };

/**
 * Where viewers of a room of this node receive on another one. What is sent comes there by a pipe, once for each source
 * however many view it. Told as `lost` when it is gone from there, and as `leaving` when it soon will be.
 */
export class BorrowedOutlet
  extends EventEmitter<{ lost: [why: unknown]; leaving: []; closed: [] }>
  implements Outlet
{
  readonly node: Deps['node'];
  readonly workerPid: number;
  readonly #lender: Lender;
  readonly #loanId: LoanId;
  readonly #origin: LocalOutlet;
  readonly #pipe: PipeTransport;
  readonly #orders: OrderLine;
  readonly #endWatch: () => void;
  readonly #transports = new Map<string, BorrowedTransport>();
  readonly #consumers = new Map<string, BorrowedConsumer>();
  readonly #piped = new Map<string, Promise<void>>();
  /** Viewers that receive here, or are about to. */
  #viewers = 0;
  #isLeaving = false;
  #isClosed = false;

  static async open({ tenantId, visitId, origin }: Room, deps: Deps): Promise<BorrowedOutlet> {
    const { lender, node, place, pipes, newId } = deps;
    const loanId = LoanId.parse(newId());
    const pipe = await pipes.open(origin.router, new URL(node.address).hostname);
    try {
      const { nodeId, instanceId } = place;
      const owner = { nodeId, instanceId };
      const asked = { loanId, tenantId, visitId, owner, pipe: pipes.describe(pipe) };
      const lent = await lender['loan:open'](asked);
      await pipes.connect(pipe, lent.pipe);
      return new BorrowedOutlet({ deps, loanId, origin, pipe, workerPid: lent.workerPid });
    } catch (error) {
      pipe.close();
      // What may have been lent all the same ends by itself.
      lender['loan:close']({ loanId }).catch(() => undefined);
      throw error;
    }
  }

  private constructor({ deps, loanId, origin, pipe, workerPid }: Parts) {
    super();
    const { lender, node } = deps;
    this.node = node;
    this.workerPid = workerPid;
    this.#lender = lender;
    this.#loanId = loanId;
    this.#origin = origin;
    this.#pipe = pipe;
    const onGone = (why: unknown) => this.lose(why);
    this.#orders = new OrderLine({ lender, loanId, onGone });
    this.#endWatch = watchLoan({ lender, loanId, onSeen: (seen) => this.#note(seen), onGone });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether the other node goes out of service: nobody new is to come here. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** What the room receives over it. */
  get consumers(): number {
    return this.#consumers.size;
  }

  async openReceiver({ hasData, rtpCapabilities }: ReceiverOptions): Promise<Receiver> {
    this.#viewers++;
    try {
      const order = 'transport:open' as const;
      const options = await this.#orders.send({ order, hasData, rtpCapabilities: { ...rtpCapabilities } });
      const transport = new BorrowedTransport(options.id, this.#orders);
      this.#transports.set(transport.id, transport);
      transport.once('closed', () => this.#forget(transport));
      return {
        transport,
        describe: () => options,
        consume: (producer, { paused }) =>
          this.#consume(transport, producer, { rtpCapabilities, isPaused: paused }),
      };
    } catch (error) {
      this.#viewers--;
      throw error;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#end();
    // If that does not reach it, the lender hears nothing more, and ends the loan by itself.
    this.#lender['loan:close']({ loanId: this.#loanId }).catch(() => undefined);
  }

  /** It is gone: those who received here are to join again. */
  lose(why?: unknown): void {
    if (this.#isClosed) return;
    this.close();
    this.emit('lost', why);
  }

  #end(): void {
    this.#isClosed = true;
    this.#endWatch();
    this.#orders.close();
    this.#pipe.close();
    for (const consumer of this.#consumers.values()) consumer.end();
    for (const transport of this.#transports.values()) transport.lose();
    this.emit('closed');
  }

  #note({ transports, consumers, isLeaving }: CallOutput<LendingRpc, 'loan:watch'>): void {
    for (const state of transports) this.#transports.get(state.id)?.note(state);
    for (const state of consumers) this.#consumers.get(state.id)?.note(state);
    if (!isLeaving || this.#isLeaving) return;
    this.#isLeaving = true;
    this.emit('leaving');
  }

  async #consume(
    transport: BorrowedTransport,
    producer: Producer,
    { rtpCapabilities, isPaused }: { rtpCapabilities: RtpCapabilities; isPaused: boolean },
  ): Promise<BorrowedConsumer | undefined> {
    const { id: producerId, kind } = producer;
    const { id: transportId } = transport;
    if (!this.#origin.router.canConsume({ producerId, rtpCapabilities })) return undefined;
    await this.#bring(producer);
    const lent = await this.#orders.send({ order: 'consumer:open', transportId, producerId, isPaused });
    const parts = { lent, kind, producerId, transportId, isPaused, orders: this.#orders };
    const consumer = new BorrowedConsumer(parts);
    this.#consumers.set(consumer.id, consumer);
    consumer.observer.once('close', () => this.#consumers.delete(consumer.id));
    // Either end may be gone meanwhile.
    if (producer.closed || transport.closed) consumer.close();
    return consumer;
  }

  #bring(producer: Producer): Promise<void> {
    const { id } = producer;
    const known = this.#piped.get(id);
    if (known) return known;
    const onClosed = () => this.#onSourceClosed(id);
    const piping = pipeSource({ producer, pipe: this.#pipe, orders: this.#orders, onClosed });
    this.#piped.set(id, piping);
    // It is tried again for the next who asks.
    piping.catch(() => this.#piped.delete(id));
    return piping;
  }

  #onSourceClosed(producerId: string): void {
    if (!this.#piped.delete(producerId)) return;
    this.#orders.tell({ order: 'source:close', producerId });
    for (const consumer of this.#consumers.values())
      if (consumer.producerId === producerId) consumer.end({ isSourceClosed: true });
  }

  /** With the last viewer the loan ends. */
  #forget({ id }: BorrowedTransport): void {
    this.#transports.delete(id);
    for (const consumer of this.#consumers.values()) if (consumer.transportId === id) consumer.end();
    this.#viewers--;
    if (this.#viewers === 0) this.close();
  }
}
