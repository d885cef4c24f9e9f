import { SignalingRpc } from '#contracts/rpc/signaling.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import { rpcClient } from '#platform/rpc/rpc-client.ts';
import type { RpcTransport } from '#platform/rpc/rpc.ts';
import type { CallInput } from '#contracts/define.ts';
import type { Log } from '#platform/log.ts';
import type { SocketServer } from './client-socket.ts';

export type RelayedNotice = CallInput<SignalingRpc, 'notice:relay'>;

/** The way of notices to other nodes while the adapter is away. */
export type Relay = {
  isNeeded(): boolean;
  tell(notice: RelayedNotice): void;
  closeSockets(room: string): void;
};

type Deps = {
  transport: Pick<RpcTransport, 'send'>;
  /** The addresses of the other signaling nodes, as they were last known. */
  nodes: () => readonly string[];
  isNeeded: () => boolean;
  log: Log;
};

/** Asks every signaling node that is known to tell it to its own sockets. At most once, like the adapter. */
export function createRelay({ transport, nodes, isNeeded, log }: Deps): Relay {
  function askAll(ask: (client: ReturnType<typeof clientAt>) => Promise<unknown>): void {
    for (const address of nodes())
      ask(clientAt(address)).catch((err: unknown) => log.info({ address, err }, 'a notice was not relayed'));
  }
  const clientAt = (address: string) => rpcClient(SignalingRpc, transport, { address });
  return {
    isNeeded,
    tell: (notice) => askAll((client) => client['notice:relay'](notice)),
    closeSockets: (room) => askAll((client) => client['sockets:close']({ room })),
  };
}

/** The signaling node's side. */
export const answerRelay = (io: SocketServer): BoundRpc =>
  bindRpc(SignalingRpc, {
    'notice:relay': async ({ namespace, rooms, exceptConnection, notice, data }) => {
      const listeners = io.of(namespace).local.to(rooms);
      (exceptConnection === undefined ? listeners : listeners.except(exceptConnection)).emit(notice, data);
      return undefined;
    },
    'sockets:close': async ({ room }) => {
      for (const namespace of io._nsps.keys()) io.of(namespace).local.in(room).disconnectSockets(true);
      return undefined;
    },
  });
