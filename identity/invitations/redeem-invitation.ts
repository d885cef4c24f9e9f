import { InvitationRedeemed } from '#contracts/events/identity.ts';
import type { IdentityHttp } from '#contracts/http/identity.ts';
import type { SignedIn } from '#contracts/identity/person.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { HttpContext, HttpHandlers } from '#platform/http/handlers.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import type { VisitsPort } from '../ports.ts';
import type { OpenSession } from '../sessions/open-session.ts';
import { readRefreshToken } from '../sessions/refresh-token.ts';
import type { RotateToken } from '../sessions/refresh-session.ts';
import { giveToken, readToken } from '../sessions/session-cookies.ts';
import type { SessionStore } from '../sessions/session-store.ts';
import type { DescribeHolder } from '../sessions/signed-in.ts';
import { type Invitation, judgeRedeeming, type RedeemVerdict, sha256 } from './invitation.ts';
import type { InvitationStore } from './invitation-store.ts';

type Deps = {
  invitations: InvitationStore;
  sessions: SessionStore;
  visits: VisitsPort;
  openSession: OpenSession;
  rotateToken: RotateToken;
  signedIn: DescribeHolder;
  now: Now;
  newId: NewId;
};

/**
 * Opens a guest's session with a link. Of several who use one link, the first is let in; the same browser may come
 * again, known by its `clientKey` or by its cookie.
 */
export function createRedeemInvitation(deps: Deps): HttpHandlers<IdentityHttp>['redeemInvitation'] {
  const { invitations, sessions, visits, openSession, rotateToken, signedIn, now } = deps;

  async function demandVisit({ tenantId, visitId }: Invitation) {
    const visit = await visits['visit:facts']({ tenantId, visitId });
    if (!visit.isOpen) throw new Refusal('visit_closed', 'This visit is over.');
    return visit;
  }

  /** The session that this browser has from the same link, gone on with. */
  async function resume(invitation: Invitation, context: HttpContext): Promise<SignedIn | undefined> {
    const shown = readToken(context, 'guest');
    const sessionId = shown === undefined ? undefined : readRefreshToken(shown)?.sessionId;
    const known = sessionId && (await sessions.find(sessionId));
    if (shown === undefined || !known || known.guest?.invitationId !== invitation._id) return undefined;
    try {
      const { session, holder, token } = await rotateToken(shown);
      return await signedIn.answer(holder, giveToken(session, token, { context, now: now() }));
    } catch (error) {
      if (error instanceof Refusal && error.code === 'session_closed') return undefined;
      throw error;
    }
  }

  function redeemed({ _id, tenantId, visitId, patientId }: Invitation, context: HttpContext) {
    const data = { invitationId: _id, visitId, userId: patientId };
    const actor = { kind: 'service', service: 'identity', tenantId } as const;
    return createEvent(InvitationRedeemed, { actor, tenantId, traceId: context.traceId, data }, deps);
  }

  async function claim(invitation: Invitation, clientKey: string, context: HttpContext): Promise<void> {
    let verdict: RedeemVerdict = 'used';
    await invitations.change(invitation._id, (current) => {
      verdict = judgeRedeeming(current, clientKey, now());
      if (verdict !== 'first') return undefined;
      return { document: { ...current, redeemedWith: clientKey }, events: [redeemed(current, context)] };
    });
    demandAdmission(verdict);
  }

  return async function redeemInvitation(_nobody, { body: { token, clientKey } }, context) {
    const invitation = await invitations.findByToken(sha256(token));
    if (!invitation)
      throw new Refusal('invitation_unknown', 'This link is not valid. Ask the clinic for a new one.');
    const { tenantId, visitId, patientId: userId, clinicId, _id: invitationId } = invitation;
    const visit = await demandVisit(invitation);
    const resumed = await resume(invitation, context);
    if (resumed) return { session: resumed, visitId };
    await claim(invitation, clientKey, context);
    const guest = { visitId, invitationId, clinicId, name: visit.patientName };
    return {
      session: await openSession({ tenantId, userId, method: 'invitation', guest, context }),
      visitId,
    };
  };
}

function demandAdmission(verdict: RedeemVerdict): void {
  switch (verdict) {
    case 'first':
    case 'again':
      return;
    case 'used':
      throw new Refusal('invitation_used', 'This link was used already. Ask the clinic for a new one.');
    case 'expired':
      throw new Refusal('invitation_expired', 'This link has expired. Ask the clinic for a new one.');
    default:
      verdict satisfies never;
  }
}
