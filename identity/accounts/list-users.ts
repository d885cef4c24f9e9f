import type { IdentityHttp } from '#contracts/http/identity.ts';
import { demand } from '#platform/access/demand.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { identityPolicy } from '../policy.ts';
import { toUserAccount } from './account.ts';
import type { AccountStore } from './account-store.ts';
import { searchNames } from './search-names.ts';

type Deps = { accounts: AccountStore };

/** The accounts of the caller's tenant, in the order of their names. */
export function createListUsers({ accounts }: Deps): HttpHandlers<IdentityHttp>['listUsers'] {
  return async function listUsers(caller, { query }) {
    const { tenantId } = caller;
    demand(identityPolicy, caller, 'user:list', { tenantId });
    const { found, nextCursor } = await searchNames(accounts, {
      tenantId,
      role: query.role,
      search: query.search,
      cursor: query.cursor,
      limit: query.limit,
    });
    return { users: found.map(toUserAccount), ...(nextCursor === undefined ? {} : { nextCursor }) };
  };
}
