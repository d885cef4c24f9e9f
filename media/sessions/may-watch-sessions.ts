import type { Actor } from '#contracts/actor.ts';
import { demand, type Policy } from '#platform/access/demand.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';

const sessionPolicy: Policy<'sessions:watch', undefined> = {
  'sessions:watch': (actor: Actor) => actor.kind === 'user' && actor.role === 'admin',
};

/** Whether the caller may hear of the calls of its organisation. Refuses `not_permitted`. */
export function createMayWatchSessions() {
  return async function mayWatchSessions({ actor }: SocketCaller): Promise<void> {
    demand(sessionPolicy, actor, 'sessions:watch', undefined);
  };
}
