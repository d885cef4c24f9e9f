import type { IdentityHttp } from '#contracts/http/identity.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import type { SessionStore } from './session-store.ts';
import { type DescribeHolder, holderOf } from './signed-in.ts';

type Deps = { sessions: SessionStore; accounts: AccountStore; signedIn: DescribeHolder };

/** Who the caller is now. Refuses `unauthenticated` once the session is closed. */
export function createReadMe({ sessions, accounts, signedIn }: Deps): HttpHandlers<IdentityHttp>['readMe'] {
  return async function readMe(caller) {
    const session = await sessions.find(caller.sessionId);
    const holder =
      session?.state === 'open' && session.tenantId === caller.tenantId && session.userId === caller.userId
        ? holderOf(session, await accounts.find(caller.tenantId, caller.userId))
        : undefined;
    if (!holder) throw new Refusal('unauthenticated', 'You are signed out. Please sign in again.');
    return signedIn.describe(holder);
  };
}
