import { z } from 'zod';
import { Role } from '../actor.ts';
import { defineEvent } from '../define.ts';
import { InvitationId, SessionId, UserId, VisitId } from '../ids.ts';

export const SignedInEvent = defineEvent({
  type: 'identity.signed_in',
  version: 1,
  key: 'userId',
  summary: 'A person opened a session.',
  data: z.strictObject({
    userId: UserId,
    sessionId: SessionId,
    method: z.enum(['password', 'demo', 'invitation']),
  }),
});

export const SignInFailed = defineEvent({
  type: 'identity.sign_in_failed',
  version: 1,
  key: 'userId',
  summary: 'A wrong password was given for a known account.',
  data: z.strictObject({ userId: UserId, isLocked: z.boolean() }),
});

export const SessionClosed = defineEvent({
  type: 'identity.session_closed',
  version: 1,
  key: 'userId',
  summary: 'A session ended; `refresh_reused` means that a stolen or replayed refresh token was seen.',
  data: z.strictObject({
    userId: UserId,
    sessionId: SessionId,
    reason: z.enum(['signed_out', 'signed_out_by_admin', 'refresh_reused', 'disabled']),
  }),
});

export const UserChanged = defineEvent({
  type: 'identity.user_changed',
  version: 1,
  key: 'userId',
  summary: 'An account was made or changed.',
  data: z.strictObject({
    userId: UserId,
    role: Role,
    status: z.enum(['active', 'disabled']),
    isNew: z.boolean(),
  }),
});

export const InvitationMade = defineEvent({
  type: 'identity.invitation_made',
  version: 1,
  key: 'visitId',
  summary: 'Somebody was invited to a visit by link.',
  data: z.strictObject({ invitationId: InvitationId, visitId: VisitId, userId: UserId }),
});

export const InvitationRedeemed = defineEvent({
  type: 'identity.invitation_redeemed',
  version: 1,
  key: 'visitId',
  summary: 'An invitation link was used.',
  data: z.strictObject({ invitationId: InvitationId, visitId: VisitId, userId: UserId }),
});

export const identityEvents = [
  SignedInEvent,
  SignInFailed,
  SessionClosed,
  UserChanged,
  InvitationMade,
  InvitationRedeemed,
];
