import type { z } from 'zod';
import type { Actor } from '#contracts/actor.ts';
import { SessionClosed } from '#contracts/events/identity.ts';
import type { SessionId, TenantId, UserId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import type { Change } from '#platform/store/store.ts';
import type { Session } from './session.ts';
import type { SessionStore } from './session-store.ts';

type Deps = { sessions: SessionStore; now: Now; newId: NewId };
export type CloseReason = z.infer<typeof SessionClosed.data>['reason'];
type Closing = { actor: Actor; reason: CloseReason };
export type CloseSessions = ReturnType<typeof createCloseSessions>;

/** Ends sessions and tells of each that was open. Ending one that is over changes nothing. */
export function createCloseSessions(deps: Deps) {
  const { sessions } = deps;

  function closed(session: Session, { actor, reason }: Closing): Change<Session> {
    if (session.state === 'closed') return undefined;
    const data = { userId: session.userId, sessionId: session._id, reason };
    const event = createEvent(SessionClosed, { actor, tenantId: session.tenantId, data }, deps);
    return { document: { ...session, state: 'closed' }, events: [event] };
  }

  return {
    closed,
    one: (sessionId: SessionId, closing: Closing) =>
      sessions.change(sessionId, (session) => closed(session, closing)),

    /** Every session of a person; answers how many there were. */
    async all(tenantId: TenantId, userId: UserId, closing: Closing): Promise<number> {
      const open = await sessions.listOpen(tenantId, userId);
      await Promise.all(open.map((session) => this.one(session._id, closing)));
      return open.length;
    },
  };
}
