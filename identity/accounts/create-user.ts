import { UserChanged } from '#contracts/events/identity.ts';
import type { IdentityHttp } from '#contracts/http/identity.ts';
import { UserId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { demand } from '#platform/access/demand.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { createEvent } from '#platform/outbox/create-event.ts';
import { DuplicateKey } from '#platform/store/store.ts';
import type { Passwords } from '../passwords/passwords.ts';
import { identityPolicy } from '../policy.ts';
import type { TenantStore } from '../tenants/tenant-store.ts';
import { isActiveAdmin, lowerCaseEmail, sortKeyOf, toUserAccount } from './account.ts';
import type { AccountStore } from './account-store.ts';

type Deps = { accounts: AccountStore; tenants: TenantStore; passwords: Passwords; now: Now; newId: NewId };

/** Makes an account. The same request answers the account it made. Refuses `email_taken`, `clinic_unknown`. */
export function createCreateUser(deps: Deps): HttpHandlers<IdentityHttp>['createUser'] {
  const { accounts, tenants, passwords, now, newId } = deps;

  return async function createUser(caller, { body }, { idempotencyKey, traceId }) {
    const { tenantId } = caller;
    demand(identityPolicy, caller, 'user:create', { tenantId });
    const creationKey = `${tenantId}/${caller.userId}/${idempotencyKey ?? newId()}`;
    const earlier = await accounts.findByCreationKey(creationKey);
    if (earlier) return toUserAccount(earlier);
    await tenants.demandClinics(tenantId, body.clinicIds);
    const { name, role, specialty, clinicIds } = body;
    const _id = UserId.parse(newId());
    const draft = {
      _id,
      tenantId,
      name,
      role,
      clinicIds,
      creationKey,
      ...(specialty === undefined ? {} : { specialty }),
      sortKey: sortKeyOf(name, _id),
      status: 'active' as const,
      createdAt: now(),
      profileVersion: 1,
      email: lowerCaseEmail(body.email),
      passwordHash: await passwords.hash(body.password),
    };
    const data = { userId: _id, role, status: 'active' as const, isNew: true };
    const event = createEvent(UserChanged, { actor: caller, tenantId, traceId, data }, deps);
    try {
      const account = await accounts.insert(draft, { events: [event] });
      if (isActiveAdmin(account)) await tenants.addAdmin(tenantId, _id);
      return toUserAccount(account);
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error;
      const same = await accounts.findByCreationKey(creationKey);
      if (same) return toUserAccount(same);
      throw new Refusal('email_taken', 'There is an account with this e-mail address.', { cause: error });
    }
  };
}
