import type { IdentityHttp } from '#contracts/http/identity.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import { demand } from '#platform/access/demand.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { identityPolicy } from '../policy.ts';
import { toUserAccount } from './account.ts';
import type { AccountStore } from './account-store.ts';

type Deps = { accounts: AccountStore; recordAccess: RecordAccess };

/** One account of the caller's tenant. That a patient's was read is noted before it is shown. */
export function createReadUser({ accounts, recordAccess }: Deps): HttpHandlers<IdentityHttp>['readUser'] {
  return async function readUser(caller, { params }) {
    const account = await accounts.get(caller.tenantId, params.userId);
    demand(identityPolicy, caller, 'user:read', account);
    const { _id: userId, role } = account;
    if (role === 'patient')
      await recordAccess(caller, {
        action: 'user:read',
        subjectKind: 'user',
        subjectId: userId,
        patientId: userId,
        outcome: 'allowed',
      });
    return toUserAccount(account);
  };
}
