import type { IdentityHttp } from '#contracts/http/identity.ts';
import { demand } from '#platform/access/demand.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { identityPolicy } from '../policy.ts';
import { toPerson } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { RecordShown } from './record-shown.ts';
import { searchNames } from './search-names.ts';

type Deps = { accounts: AccountStore; recordShown: RecordShown };

/** The active people of the caller's clinics (an administrator's: of the tenant), in the order of their names. */
export function createListPeople({ accounts, recordShown }: Deps): HttpHandlers<IdentityHttp>['listPeople'] {
  return async function listPeople(caller, { query }) {
    const { tenantId } = caller;
    demand(identityPolicy, caller, 'people:list', { tenantId });
    const own = new Set(caller.clinicIds);
    const { found, nextCursor } = await searchNames(accounts, {
      tenantId,
      role: query.role,
      search: query.search,
      cursor: query.cursor,
      limit: query.limit,
      matches: ({ status, clinicIds }) =>
        status === 'active' && (caller.role === 'admin' || clinicIds.some((clinicId) => own.has(clinicId))),
    });
    await recordShown(caller, 'people:list', found);
    return { people: found.map(toPerson), ...(nextCursor === undefined ? {} : { nextCursor }) };
  };
}
