import type { RoomPlace } from '#contracts/call/place.ts';
import { SessionClosed } from '#contracts/events/identity.ts';
import type { Bus, Subscription } from '#platform/bus/bus.ts';
import type { Random } from '#platform/clock.ts';
import type { Cluster } from '#platform/cluster/cluster.ts';
import { keepRow } from '#platform/cluster/keep-row.ts';
import type { HoldLifeline } from '#platform/rpc/http/lifeline.ts';
import type { RpcTransport } from '#platform/rpc/rpc.ts';
import type { Service } from '#platform/service.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import { openSocketDoor, type SocketDoorDeps } from '#platform/sockets/door.ts';
import { bindSisters } from './placement/bind-sisters.ts';
import { createReactions } from './reactions.ts';
import { createSweep } from './sockets/sweep-expired.ts';

type Deps = SocketDoorDeps & {
  announcer: Announcer;
  /** Sends all clients to other nodes. */
  handOver: () => Promise<void>;
  bus: Bus;
  /** This process, as others find it. */
  place: RoomPlace;
  /** Whether every service is in this process, and every room. */
  isAlone: boolean;
  cluster: Cluster;
  transport: RpcTransport;
  holdLifeline: HoldLifeline;
  region: string;
  random: Random;
};

/** A signaling node: the only place where browsers hold a socket. It owns nothing that a reconnect cannot rebuild. */
export function createSignaling(deps: Deps): Service {
  const { io, bus, place, isAlone, cluster, now, log } = deps;
  const { nodeId, instanceId, address } = place;
  const sweep = createSweep({ io, now });
  const sisters = isAlone ? undefined : bindSisters(deps);
  const row = keepRow({
    cluster,
    kind: 'signaling',
    nodeId,
    instanceId,
    describe: () => ({ address, sockets: io.engine.clientsCount }),
    now,
    log,
  });
  let subscription: Subscription | undefined;
  return {
    name: 'signaling',
    async start() {
      const reactions = createReactions(deps);
      // Every node closes its own sockets, so each is a group of its own.
      subscription = await bus.subscribe({
        group: `signaling-${nodeId}`,
        types: [SessionClosed.type],
        // A node that is gone has no sockets to close.
        forgetAfterMs: 600_000,
        handle: (event) => reactions.onSessionClosed(event),
      });
      await sisters?.start();
      openSocketDoor({
        ...deps,
        services: sisters?.services ?? deps.services,
        heldBy: isAlone ? undefined : instanceId,
      });
      await row.start();
      sweep.start();
    },
    async drain() {
      // Alone there is no other node: clients come back once this process does.
      if (!isAlone) await deps.handOver();
    },
    async stop() {
      sweep.stop();
      await subscription?.close();
      await row.stop();
      sisters?.stop();
      io.disconnectSockets(true);
    },
  };
}
