import type { IdentityHttp } from '#contracts/http/identity.ts';
import { demand } from '#platform/access/demand.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { identityPolicy } from '../policy.ts';
import { toUserAccount } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { RecordShown } from './record-shown.ts';
import { searchNames } from './search-names.ts';

type Deps = { accounts: AccountStore; recordShown: RecordShown };

/** The accounts of the caller's tenant, in the order of their names. */
export function createListUsers({ accounts, recordShown }: Deps): HttpHandlers<IdentityHttp>['listUsers'] {
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
    await recordShown(caller, 'user:list', found);
    return { users: found.map(toUserAccount), ...(nextCursor === undefined ? {} : { nextCursor }) };
  };
}
