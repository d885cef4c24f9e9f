import type { VisitId } from '#contracts/ids.ts';
import type { SignedIn } from '#contracts/identity/person.ts';

export type Me = SignedIn['me'];

/**
 * `account`: the refresh cookie, shared by every tab. `tab`: a demo session, which belongs to its tab and wins over the
 * cookie. `guest`: came by an invitation.
 */
export type SessionKind = 'account' | 'tab' | 'guest';

export type Session =
  | { status: 'restoring' }
  | { status: 'signed-out'; because: 'never' | 'left' | 'unreachable' }
  | { status: 'signed-out'; because: 'closed'; was: SessionKind | undefined }
  | { status: 'signed-in'; kind: SessionKind; me: Me; visitId?: VisitId };

/** What a tab remembers over a reload. */
export type Remembered =
  | { kind: 'account' }
  | { kind: 'tab'; refreshToken: string }
  | { kind: 'guest'; visitId: VisitId };
