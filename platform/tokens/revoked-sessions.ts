import type { UserActor } from '#contracts/actor.ts';
import { SessionClosed } from '#contracts/events/identity.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Bus, Subscription } from '#platform/bus/bus.ts';
import type { Now } from '#platform/clock.ts';

type Verified = UserActor & { expiresAt: number };

// An access token outlives its session by at most its own ten minutes.
const rememberedMs = 11 * 60_000;

/** Refuses access tokens of sessions that were closed, in the minutes before the tokens expire by themselves. */
export function createRevokedSessions({ now }: { now: Now }) {
  const closed = new Map<string, number>();

  function forgetOld(): void {
    for (const [sessionId, closedAt] of closed) {
      if (closedAt > now() - rememberedMs) return;
      closed.delete(sessionId);
    }
  }

  return {
    /**
     * Hears of closed sessions; every process needs to, and from the beginning at each start, since it only remembers them: so
     * each run is a group of its own.
     */
    follow: (bus: Bus, instanceId: string): Promise<Subscription> =>
      bus.subscribe({
        group: `revoked-sessions-${instanceId}`,
        types: [SessionClosed.type],
        forgetAfterMs: rememberedMs,
        handle: async (event) => {
          forgetOld();
          closed.set(SessionClosed.data.parse(event.data).sessionId, event.occurredAt);
        },
      }),

    check:
      (verify: (token: string) => Verified) =>
      (token: string): Verified => {
        const actor = verify(token);
        if (closed.has(actor.sessionId)) throw new Refusal('unauthenticated', 'This session was closed.');
        return actor;
      },
  };
}
