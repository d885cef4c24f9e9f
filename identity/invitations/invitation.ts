import { createHash, createHmac } from 'node:crypto';
import type { ClinicId, InvitationId, TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { Document } from '#platform/store/store.ts';

/** A link into one visit, for its patient, without an account. Used once; `redeemedWith` is the browser's key. */
export type Invitation = Document & {
  _id: InvitationId;
  tenantId: TenantId;
  visitId: VisitId;
  clinicId: ClinicId;
  patientId: UserId;
  tokenHash: string;
  salt: string;
  creationKey: string;
  createdAt: number;
  expiresAt: number;
  forgetAt: number;
  redeemedWith?: string;
};

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * The secret of the link, made of a salt that only the store holds and the request's key, which only its sender holds
 * (here it is kept hashed). So a repeated request is answered with the same link, though no link is stored.
 */
export const tokenOf = (salt: string, idempotencyKey: string): string =>
  createHmac('sha256', Buffer.from(salt, 'base64url')).update(idempotencyKey).digest('base64url');

export type RedeemVerdict = 'first' | 'again' | 'used' | 'expired';

/** What opening the link means. The browser that used it may open it again, also after it expired for others. */
export function judgeRedeeming(invitation: Invitation, clientKey: string, now: number): RedeemVerdict {
  if (invitation.redeemedWith === clientKey) return 'again';
  if (invitation.redeemedWith !== undefined) return 'used';
  return now >= invitation.expiresAt ? 'expired' : 'first';
}
