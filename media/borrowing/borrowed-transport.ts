import { EventEmitter } from 'node:events';
import type { DtlsParameters } from 'mediasoup/types';
import type { LentTransport } from '#contracts/rpc/lending.ts';
import type { OutletTransport } from '../outlets/outlet.ts';
import type { OrderLine } from './order-line.ts';

type Events = { icestatechange: []; dtlsstatechange: []; routerclose: []; closed: [] };

/** Stands for the connection of a viewer that another node holds. */
export class BorrowedTransport extends EventEmitter<Events> implements OutletTransport {
  readonly id: string;
  readonly #orders: OrderLine;
  #state: Pick<LentTransport, 'iceState' | 'dtlsState'> = { iceState: 'new', dtlsState: 'new' };
  #isClosed = false;

  constructor(id: string, orders: OrderLine) {
    super();
    this.id = id;
    this.#orders = orders;
  }

  get iceState() {
    return this.#state.iceState;
  }

  get dtlsState() {
    return this.#state.dtlsState;
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  async connect({ dtlsParameters }: { dtlsParameters: DtlsParameters }): Promise<void> {
    const { role, fingerprints } = dtlsParameters;
    await this.#orders.send({
      order: 'transport:connect',
      transportId: this.id,
      dtlsParameters: { ...(role && { role }), fingerprints },
    });
  }

  async restartIce() {
    const { usernameFragment, password, ...more } = await this.#orders.send({
      order: 'transport:restart',
      transportId: this.id,
    });
    return { usernameFragment, password, ...more };
  }

  /** What the other node says of it. */
  note({ iceState, dtlsState }: LentTransport): void {
    if (this.#isClosed) return;
    this.#state = { iceState, dtlsState };
    this.emit('icestatechange');
  }

  close(): void {
    if (this.#isClosed) return;
    this.#orders.tell({ order: 'transport:close', transportId: this.id });
    this.#end();
  }

  /** The other node, or what it lent, is gone. */
  lose(): void {
    if (this.#isClosed) return;
    this.#end();
    this.emit('routerclose');
  }

  #end(): void {
    this.#isClosed = true;
    this.#state = { iceState: 'closed', dtlsState: 'closed' };
    this.emit('closed');
  }
}
