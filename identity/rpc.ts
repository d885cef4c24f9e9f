import { IdentityRpc } from '#contracts/rpc/identity.ts';
import { type BoundRpc, bindRpc } from '#platform/rpc/bind-rpc.ts';
import { createFindPeople } from './accounts/find-people.ts';
import { createEnsureTenant } from './tenants/ensure-tenant.ts';

type Deps = Parameters<typeof createFindPeople>[0] & Parameters<typeof createEnsureTenant>[0];

/** The door of sister services: call to operation. */
export const createRpc = (deps: Deps): BoundRpc =>
  bindRpc(IdentityRpc, {
    'people:list': createFindPeople(deps),
    'tenant:ensure': createEnsureTenant(deps),
  });
