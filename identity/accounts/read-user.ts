import type { IdentityHttp } from '#contracts/http/identity.ts';
import { demand } from '#platform/access/demand.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { identityPolicy } from '../policy.ts';
import { toUserAccount } from './account.ts';
import type { AccountStore } from './account-store.ts';

type Deps = { accounts: AccountStore };

/** One account of the caller's tenant. */
export function createReadUser({ accounts }: Deps): HttpHandlers<IdentityHttp>['readUser'] {
  return async function readUser(caller, { params }) {
    const account = await accounts.get(caller.tenantId, params.userId);
    demand(identityPolicy, caller, 'user:read', account);
    return toUserAccount(account);
  };
}
