import type { Server as HttpServer } from 'node:http';
import type { Bus } from '#platform/bus/bus.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import type { Health } from '#platform/health.ts';
import type { Mount } from '#platform/http/create-app.ts';
import type { Lifecycle } from '#platform/lifecycle.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { BoundRpc } from '#platform/rpc/bind-rpc.ts';
import type { RpcTransport } from '#platform/rpc/rpc.ts';
import type { HoldLifeline } from '#platform/rpc/http/lifeline.ts';
import type { SharedSockets } from '#platform/sockets/socket-server.ts';
import type { Store } from '#platform/store/store.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import type { ServerSettings } from './server-settings.ts';

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

/** What either way of running is opened with. */
export type GroundDeps = {
  settings: ServerSettings;
  log: Log;
  lifecycle: Lifecycle;
  metrics: Metrics;
  health: Health;
  tokens: Tokens;
  tools: { now: Now; newId: NewId };
};
