import type { PipeTransport, Producer } from 'mediasoup/types';
import { Refusal } from '#contracts/refusal.ts';
import { type LoanOrder, type LoanOrderName, type LoanOutcome, loanGone } from '#contracts/rpc/lending.ts';
import type { LocalOutlet } from '../outlets/local-outlet.ts';
import type { OutletConsumer, Receiver } from '../outlets/outlet.ts';
import { toDtlsParameters, toRtpCapabilities, toRtpParameters } from '../rooms/from-browser.ts';
import type { LoanStates } from './loan-states.ts';

type Operations = {
  [N in LoanOrderName]: (order: Extract<LoanOrder, { order: N }>) => Promise<LoanOutcome<N>> | LoanOutcome<N>;
};
type Parts = { outlet: LocalOutlet; pipe: PipeTransport; states: LoanStates };

/** What hangs on a lent router: the sources that come by the pipe, and the connections and consumers of viewers. */
export class LentMedia {
  readonly #outlet: LocalOutlet;
  readonly #pipe: PipeTransport;
  readonly #states: LoanStates;
  readonly #sources = new Map<string, Producer>();
  readonly #receivers = new Map<string, Receiver>();
  readonly #consumers = new Map<string, OutletConsumer>();

  constructor({ outlet, pipe, states }: Parts) {
    this.#outlet = outlet;
    this.#pipe = pipe;
    this.#states = states;
  }

  /** Begun at once, so that the worker gets all orders in their order. Throws where what it names is gone. */
  do<N extends LoanOrderName>(order: Extract<LoanOrder, { order: N }>) {
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
      // Under a name of its own: a worker knows each only once, and may have lent to the same room before.
      const producer = await this.#pipe.produce({
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

const gone = () => new Refusal(loanGone, 'What this order names is gone.');
