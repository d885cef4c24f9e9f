import type { ClinicId, InvitationId, SessionId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Document } from '#platform/store/store.ts';

/**
 * `account`: the refresh token is in a cookie of the browser. `guest`: likewise, from an invitation. `tab`: the page
 * holds it, so that one browser can be several people at once (the demo).
 */
export type SessionKind = 'account' | 'guest' | 'tab';

/** What an invitation let its guest see, kept here so that coming back needs no other service. */
export type Guest = { visitId: VisitId; invitationId: InvitationId; clinicId: ClinicId; name: string };

/** One sign-in and the chain of its refresh tokens, of which only hashes are here. */
export type Session = Document & {
  _id: SessionId;
  tenantId: TenantId;
  userId: UserId;
  kind: SessionKind;
  guest?: Guest;
  state: 'open' | 'closed';
  createdAt: number;
  idleUntil: number;
  endsAt: number;
  /** Marks the tokens of this chain, so that an old one can be told from a made-up one. It opens nothing. */
  familyKey: string;
  tokenHash: string;
  previous?: { tokenHash: string; nonce: string; rotatedAt: number };
};

export type RefreshVerdict = 'rotate' | 'repeat' | 'reused' | 'over';

/**
 * What a genuine token of this session means now. The one just replaced is answered with the same successor for a
 * short while: a browser whose answer was lost, or two tabs at once, are honest. That while ends early as soon as the
 * successor is used. Any older one is a replay (RFC 9700, 4.14.2).
 */
export function judgeToken(
  session: Session,
  tokenHash: string,
  { now, graceMs }: { now: number; graceMs: number },
): RefreshVerdict {
  if (session.state === 'closed' || now >= session.endsAt || now >= session.idleUntil) return 'over';
  if (session.tokenHash === tokenHash) return 'rotate';
  const { previous } = session;
  if (previous?.tokenHash === tokenHash && now - previous.rotatedAt <= graceMs) return 'repeat';
  return 'reused';
}
