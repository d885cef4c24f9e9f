import type { UserActor } from '#contracts/actor.ts';
import { InvitationMade } from '#contracts/events/identity.ts';
import type { IdentityHttp } from '#contracts/http/identity.ts';
import { InvitationId, type VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { demand } from '#platform/access/demand.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { DuplicateKey } from '#platform/store/store.ts';
import { identityPolicy } from '../policy.ts';
import type { RandomBytes, VisitsPort } from '../ports.ts';
import type { IdentitySettings } from '../settings.ts';
import { type Invitation, sha256, tokenOf } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';

type Deps = {
  invitations: InvitationStore;
  visits: VisitsPort;
  settings: IdentitySettings;
  publicUrl: string;
  now: Now;
  newId: NewId;
  randomBytes: RandomBytes;
};

const hourMs = 3_600_000;
// Kept after its end, so that an old link is told to be old rather than unknown.
const keptMs = 90 * 24 * hourMs;

/** Makes a link for the visit's patient. The same request answers the same link. Refuses `visit_closed`. */
export function createInviteToVisit(deps: Deps): HttpHandlers<IdentityHttp>['inviteToVisit'] {
  const { invitations, visits, settings, publicUrl, now, newId, randomBytes } = deps;

  async function demandVisit(caller: UserActor, visitId: VisitId) {
    const visit = await visits['visit:facts']({ tenantId: caller.tenantId, visitId });
    demand(identityPolicy, caller, 'visit:invite', {
      tenantId: caller.tenantId,
      clinicIds: [visit.clinicId],
    });
    if (!visit.isOpen) throw new Refusal('visit_closed', 'This visit is over.');
    return visit;
  }

  // The secret stands behind the #, so that it reaches no server's log on the way.
  const linkOf = ({ salt, expiresAt }: Pick<Invitation, 'salt' | 'expiresAt'>, key: string) => ({
    url: `${publicUrl}/join#${tokenOf(salt, key)}`,
    expiresAt,
  });

  return async function inviteToVisit(caller, { params: { visitId }, body }, { idempotencyKey, traceId }) {
    const key = idempotencyKey ?? newId();
    const { clinicId, patientId } = await demandVisit(caller, visitId);
    const { tenantId } = caller;
    const salt = Buffer.from(randomBytes(32)).toString('base64url');
    const createdAt = now();
    const expiresAt = createdAt + (body.expiresInHours ?? settings.BEDSIDE_INVITATION_HOURS) * hourMs;
    const creationKey = sha256(`${tenantId}/${caller.userId}/${visitId}/${key}`);
    const _id = InvitationId.parse(newId());
    const data = { invitationId: _id, visitId, userId: patientId };
    const event = createEvent(InvitationMade, { actor: caller, tenantId, traceId, data }, deps);
    const draft = {
      _id,
      tenantId,
      visitId,
      clinicId,
      patientId,
      salt,
      creationKey,
      createdAt,
      expiresAt,
      tokenHash: sha256(tokenOf(salt, key)),
      forgetAt: expiresAt + keptMs,
    };
    try {
      return linkOf(await invitations.insert(draft, { events: [event] }), key);
    } catch (error) {
      const earlier = error instanceof DuplicateKey && (await invitations.findByCreationKey(creationKey));
      if (!earlier) throw error;
      return linkOf(earlier, key);
    }
  };
}
