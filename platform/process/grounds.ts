import type { Server as HttpServer } from 'node:http';
import type { Bus } from '#platform/bus/bus.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Mount } from '#platform/http/create-app.ts';
import type { BoundRpc } from '#platform/rpc/bind-rpc.ts';
import type { RpcTransport } from '#platform/rpc/rpc.ts';
import type { HoldLifeline } from '#platform/rpc/http/lifeline.ts';
import type { SharedSockets } from '#platform/sockets/socket-server.ts';
import type { Store } from '#platform/store/store.ts';

/** What a process stands on: in files and memory when it runs alone, in MongoDB and Redis when several run together. */
export type Grounds = {
  isAlone: boolean;
  openStore(name: string): Promise<Store>;
  bus: Bus;
  cluster: Cluster;
  /** Calls to services, of this process and of others. */
  transport: RpcTransport;
  /** Answers calls to the services of this process. */
  mountRpc(services: readonly BoundRpc[]): void;
  /** Under which paths sister processes ask; none when there are none. */
  mounts: readonly Mount[];
  /** Socket.IO on the server, or without clients of its own. */
  openSockets(server: HttpServer | undefined): SharedSockets;
  holdLifeline: HoldLifeline;
};
