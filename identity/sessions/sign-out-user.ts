import type { IdentityHttp } from '#contracts/http/identity.ts';
import { demand } from '#platform/access/demand.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import { identityPolicy } from '../policy.ts';
import type { CloseSessions } from './close-sessions.ts';

type Deps = { accounts: AccountStore; closeSessions: CloseSessions };

/** Closes every session of a person. Their access tokens end within ten minutes, their sockets at once. */
export function createSignOutUser({
  accounts,
  closeSessions,
}: Deps): HttpHandlers<IdentityHttp>['signOutUser'] {
  return async function signOutUser(caller, { params }) {
    const account = await accounts.get(caller.tenantId, params.userId);
    demand(identityPolicy, caller, 'user:sign-out', account);
    const closing = { actor: caller, reason: 'signed_out_by_admin' } as const;
    return { closedSessions: await closeSessions.all(account.tenantId, account._id, closing) };
  };
}
