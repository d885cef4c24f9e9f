import type { EventEnvelope } from '#contracts/event.ts';
import { SessionClosed } from '#contracts/events/identity.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';

/** What signaling does when it hears of a fact. */
export function createReactions({ announcer }: { announcer: Announcer }) {
  return {
    /** The person's sockets close; those of other sessions come back by themselves. */
    async onSessionClosed(event: EventEnvelope): Promise<void> {
      const { userId } = SessionClosed.data.parse(event.data);
      announcer.disconnectUser(event.tenantId, userId);
    },
  };
}
