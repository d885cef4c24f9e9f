import type { IdentityHttp } from '#contracts/http/identity.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { CloseSessions } from './close-sessions.ts';
import { forgetToken } from './session-cookies.ts';

type Deps = { closeSessions: CloseSessions };

/** Closes the caller's session and takes its cookie back. */
export function createSignOut({ closeSessions }: Deps): HttpHandlers<IdentityHttp>['signOut'] {
  return async function signOut(caller, _input, context) {
    const session = await closeSessions.one(caller.sessionId, { actor: caller, reason: 'signed_out' });
    forgetToken(session.kind, context);
    return {};
  };
}
