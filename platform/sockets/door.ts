import type { UserActor } from '#contracts/actor.ts';
import { Refusal } from '#contracts/refusal.ts';
import { RenewInput, renewRequest } from '#contracts/sockets/session.ts';
import type { Now } from '#platform/clock.ts';
import { demandCaller, parseInput, refusalFor } from '#platform/door.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { RateLimit } from '#platform/rate-limit.ts';
import { authenticate } from './authenticate.ts';
import { createEntrance, type Entrance } from './entrance.ts';
import { enterRooms, leaveRooms, type BoundRequest } from './rooms.ts';
import type { BoundSocketService, SocketCaller } from './socket-service.ts';
import type { ClientSocket, SocketServer } from './socket-server.ts';

export type SocketDoorDeps = {
  io: SocketServer;
  services: readonly BoundSocketService[];
  verifyAccess: (token: string) => UserActor & { expiresAt: number };
  rateLimit: RateLimit;
  /** This process among others: with it every socket it holds is gone. Absent where there are no others. */
  heldBy?: string | undefined;
  /** Resolves when the rooms that a socket has just joined are heard from every process. */
  untilHeard?: () => Promise<void>;
  now: Now;
  log: Log;
  metrics: Metrics;
};

type Table = ReadonlyMap<string, BoundRequest>;

/**
 * Opens every namespace of the contracts. Each request passes the same steps: token, role, rate, parse, rooms,
 * operation, acknowledgement. A request without an acknowledgement is not run.
 */
export function openSocketDoor(deps: SocketDoorDeps): void {
  const namespaces = new Map<string, Map<string, BoundRequest>>();
  for (const service of deps.services) {
    const table = namespaces.get(service.contract.namespace) ?? new Map<string, BoundRequest>();
    for (const [name, request] of Object.entries(service.contract.requests))
      table.set(name, { name, request, service });
    namespaces.set(service.contract.namespace, table);
  }
  const entrance = createEntrance({ now: () => performance.now() });
  for (const [namespace, table] of namespaces) openNamespace(namespace, table, { ...deps, entrance });
}

function openNamespace(namespace: string, table: Table, deps: SocketDoorDeps & { entrance: Entrance }): void {
  const duration = deps.metrics.histogram({
    name: 'bedside_socket_request_duration_seconds',
    help: 'Time from a received request to its acknowledgement, by request.',
    labels: ['request', 'outcome'],
  });
  const held = deps.metrics.gauge({
    name: 'bedside_sockets',
    help: 'Sockets that this process holds.',
    labels: ['namespace'],
  });
  // One listener for all requests and all sockets: an idle socket costs little more than Socket.IO's own.
  async function onPacket(this: ClientSocket, name: string, ...packet: unknown[]): Promise<void> {
    const acknowledge = packet.at(-1);
    if (typeof acknowledge !== 'function') return;
    const startedAt = performance.now();
    const bound = table.get(name);
    const input = packet.length > 1 ? packet[0] : undefined;
    this.data.running = (this.data.running ?? 0) + 1;
    let outcome = 'ok';
    try {
      const data = name === renewRequest ? renew(this, input, deps) : await run(this, bound, input, deps);
      acknowledge({ ok: true, data });
    } catch (error) {
      const refusal = refusalFor(error, bound?.request.refusals ?? [], deps.log, name);
      const { code, message, retryAfterMs } = refusal;
      acknowledge({ ok: false, code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
      outcome = code;
    }
    this.data.running--;
    const seconds = (performance.now() - startedAt) / 1000;
    duration.observe({ request: bound ? name : 'unknown', outcome }, seconds);
  }
  function onDisconnect(this: ClientSocket): void {
    held.dec({ namespace });
    for (const service of new Set([...table.values()].map((bound) => bound.service))) {
      const rooms = this.data.joined?.get(service.contract);
      if (!rooms?.length) continue;
      service.onSocketClosed?.(callerOf(this, deps), rooms).catch((error: unknown) => {
        deps.log.error({ err: error, namespace }, 'a lost socket could not be told');
      });
    }
  }
  deps.io
    .of(namespace)
    .use(authenticate(deps))
    .on('connection', (socket: ClientSocket) => {
      held.inc({ namespace });
      socket.onAny(onPacket);
      socket.on('disconnect', onDisconnect);
    });
}

async function run(
  socket: ClientSocket,
  bound: BoundRequest | undefined,
  raw: unknown,
  deps: SocketDoorDeps,
): Promise<unknown> {
  if (!bound) throw new Refusal('invalid_input', 'There is no such request.');
  const { name, request, service } = bound;
  const { actor, expiresAt } = socket.data;
  if (expiresAt <= deps.now()) throw new Refusal('token_expired', 'This session must be renewed.');
  demandCaller(request.who, actor);
  await deps.rateLimit(request.rate, `${name}:${actor.userId}`);
  // The contract's own schema parsed it; the handler was typed against the same contract.
  const input = parseInput(request.input, raw) as never;
  const caller = callerOf(socket, deps);
  const handler = service.handlers[name];
  if (!handler) throw new Error(`The request ${name} has no handler.`);
  if (!request.joins && !request.leaves) return handler(caller, input);
  const entered = await enterRooms(socket, caller, bound, input);
  if (entered.length > 0) await deps.untilHeard?.();
  try {
    const output = await handler(caller, input);
    if (request.leaves) await leaveRooms(socket, service.contract, request.leaves(input));
    return output;
  } catch (error) {
    if (entered.length > 0) await leaveRooms(socket, service.contract, entered);
    throw error;
  }
}

function renew(socket: ClientSocket, raw: unknown, { verifyAccess }: SocketDoorDeps): { expiresAt: number } {
  const { expiresAt, ...actor } = verifyAccess(parseInput(RenewInput, raw).token);
  const before = socket.data.actor;
  if (actor.userId !== before.userId || actor.sessionId !== before.sessionId)
    throw new Refusal('not_permitted', 'That token belongs to another session.');
  socket.data.actor = actor;
  socket.data.expiresAt = expiresAt;
  return { expiresAt };
}

const callerOf = (socket: ClientSocket, { heldBy }: SocketDoorDeps): SocketCaller => ({
  actor: socket.data.actor,
  connectionId: socket.id,
  ...(heldBy !== undefined && { nodeId: heldBy }),
});
