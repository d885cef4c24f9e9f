import { SessionClosed } from '#contracts/events/identity.ts';
import type { Bus, Subscription } from '#platform/bus/bus.ts';
import type { Service } from '#platform/service.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import { openSocketDoor, type SocketDoorDeps } from '#platform/sockets/door.ts';
import { createReactions } from './reactions.ts';
import { createSweep } from './sockets/sweep-expired.ts';

type Deps = SocketDoorDeps & { announcer: Announcer; bus: Bus; nodeId: string };

/** A signaling node: the only place where browsers hold a socket. It owns nothing that a reconnect cannot rebuild. */
export function createSignaling(deps: Deps): Service {
  const { io, bus, nodeId, now } = deps;
  const sweep = createSweep({ io, now });
  let subscription: Subscription | undefined;
  return {
    name: 'signaling',
    async start() {
      const reactions = createReactions(deps);
      // Every node closes its own sockets, so each is a group of its own.
      subscription = await bus.subscribe({
        group: `signaling-${nodeId}`,
        types: [SessionClosed.type],
        handle: (event) => reactions.onSessionClosed(event),
      });
      openSocketDoor(deps);
      sweep.start();
    },
    async stop() {
      sweep.stop();
      await subscription?.close();
      io.disconnectSockets(true);
    },
  };
}
