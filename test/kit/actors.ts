import { UserActor } from '#contracts/actor.ts';
import { newUuid } from '#platform/clock.ts';

/** Somebody of a tenant that owns nothing, unless told otherwise. */
export const actorWith = (role: UserActor['role'], given: Partial<UserActor> = {}): UserActor =>
  UserActor.parse({
    kind: 'user',
    tenantId: newUuid(),
    userId: newUuid(),
    role,
    sessionId: newUuid(),
    clinicIds: [newUuid()],
    ...(role === 'guest' ? { visitId: newUuid() } : {}),
    ...given,
  });
