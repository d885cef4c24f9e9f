import type { UserActor } from '#contracts/actor.ts';
import { UserChanged } from '#contracts/events/identity.ts';
import type { IdentityHttp } from '#contracts/http/identity.ts';
import { Refusal } from '#contracts/refusal.ts';
import { demand } from '#platform/access/demand.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { RouteInput } from '#contracts/define.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { identityPolicy } from '../policy.ts';
import type { CloseSessions } from '../sessions/close-sessions.ts';
import type { TenantStore } from '../tenants/tenant-store.ts';
import { type Account, isActiveAdmin, sortKeyOf, toUserAccount } from './account.ts';
import type { AccountStore } from './account-store.ts';

type Deps = {
  accounts: AccountStore;
  tenants: TenantStore;
  closeSessions: CloseSessions;
  now: Now;
  newId: NewId;
};
type Body = RouteInput<IdentityHttp['changeUser']>['body'];
type Changing = { caller: UserActor; body: Body; ifVersion: number | undefined; traceId: string };

/** Changes an account that is still as the caller read it. Refuses `version_mismatch`, `last_admin`, `clinic_unknown`. */
export function createChangeUser(deps: Deps): HttpHandlers<IdentityHttp>['changeUser'] {
  const { accounts, tenants, closeSessions } = deps;

  const write = (before: Account, { caller, body, ifVersion, traceId }: Changing) =>
    accounts.change(before.tenantId, before._id, (account) => {
      demandVersion(account, ifVersion);
      const document = changed(account, body);
      const { _id: userId, tenantId, role, status } = document;
      const data = { userId, role, status, isNew: false };
      return {
        document,
        events: [createEvent(UserChanged, { actor: caller, tenantId, traceId, data }, deps)],
      };
    });

  /** The tenant's list of administrators is shortened first and lengthened last, so that it never names one who is none. */
  async function writeInStep(before: Account, changing: Changing): Promise<Account> {
    const { tenantId, _id: userId } = before;
    const stops = isActiveAdmin(before) && !isActiveAdmin(changed(before, changing.body));
    if (stops) await tenants.removeAdmin(tenantId, userId);
    try {
      const account = await write(before, changing);
      if (isActiveAdmin(account)) await tenants.addAdmin(tenantId, userId);
      return account;
    } catch (error) {
      if (stops && isActiveAdmin(await accounts.get(tenantId, userId)))
        await tenants.addAdmin(tenantId, userId);
      throw error;
    }
  }

  return async function changeUser(caller, { params, body }, { ifVersion, traceId }) {
    const before = await accounts.get(caller.tenantId, params.userId);
    demand(identityPolicy, caller, 'user:change', before);
    demandVersion(before, ifVersion);
    if (body.clinicIds) await tenants.demandClinics(caller.tenantId, body.clinicIds);
    const account = await writeInStep(before, { caller, body, ifVersion, traceId });
    if (account.status === 'disabled')
      await closeSessions.all(account.tenantId, account._id, { actor: caller, reason: 'disabled' });
    return toUserAccount(account);
  };
}

function demandVersion({ profileVersion }: Account, ifVersion: number | undefined): void {
  if (profileVersion !== ifVersion)
    throw new Refusal('version_mismatch', 'Somebody else changed this account. Look at it again first.');
}

function changed(account: Account, { name, role, clinicIds, status }: Body): Account {
  return {
    ...account,
    ...(name === undefined ? {} : { name, sortKey: sortKeyOf(name, account._id) }),
    role: role ?? account.role,
    clinicIds: clinicIds ?? account.clinicIds,
    status: status ?? account.status,
    profileVersion: account.profileVersion + 1,
  };
}
