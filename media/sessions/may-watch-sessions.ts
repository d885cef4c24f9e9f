import { demand } from '#platform/access/demand.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import { sessionPolicy } from './session-policy.ts';

/** Whether the caller may hear of the calls of its organisation. Refuses `not_permitted`. */
export function createMayWatchSessions() {
  return async function mayWatchSessions({ actor }: SocketCaller): Promise<void> {
    demand(sessionPolicy, actor, 'sessions:watch', { operator: undefined });
  };
}
