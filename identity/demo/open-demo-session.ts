import type { IdentityHttp } from '#contracts/http/identity.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { AccountStore } from '../accounts/account-store.ts';
import type { OpenSession } from '../sessions/open-session.ts';

type Deps = { accounts: AccountStore; openSession: OpenSession; isDemoOn: boolean };

/** Opens a session as the demo's person of a role; it belongs to its tab. Refuses `demo_closed`. */
export function createOpenDemoSession(deps: Deps): HttpHandlers<IdentityHttp>['openDemoSession'] {
  const { accounts, openSession, isDemoOn } = deps;
  const closed = () => new Refusal('demo_closed', 'The demo is not open here.');
  return async function openDemoSession(_nobody, { body }, context) {
    if (!isDemoOn) throw closed();
    const account = await accounts.findDemoPerson(body.role);
    if (!account) throw closed();
    return openSession({ tenantId: account.tenantId, userId: account._id, method: 'demo', context });
  };
}
