import type { HealthCheck } from './health.ts';
import type { BoundRoutes } from './http/handlers.ts';
import type { Mount } from './http/create-app.ts';
import type { BoundRpc } from './rpc/bind-rpc.ts';
import type { BoundSocketService } from './sockets/socket-service.ts';

/** What every service's `createX` gives: its life, and its doors. */
export type Service = {
  name: string;
  start(): Promise<void>;
  /** Hands what others can go on with over to them, before anything stops. */
  drain?(): Promise<void>;
  /** Finishes what is under way, then rests. Idempotent. */
  stop(): Promise<void>;
  sockets?: readonly BoundSocketService[];
  routes?: readonly BoundRoutes[];
  rpc?: readonly BoundRpc[];
  /** Plain handlers under paths of their own, such as a signed webhook. */
  mounts?: readonly Mount[];
  /** What must be well before this process is sent work, by name. */
  checks?: Readonly<Record<string, HealthCheck>>;
};
