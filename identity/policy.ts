import type { Actor } from '#contracts/actor.ts';
import type { ClinicId, TenantId } from '#contracts/ids.ts';
import type { Policy } from '#platform/access/demand.ts';

/** What is asked about: always something of a tenant, sometimes of certain clinics. */
export type IdentityFacts = { tenantId: TenantId; clinicIds?: readonly ClinicId[] };

export type IdentityAction =
  | 'people:list'
  | 'user:list'
  | 'user:read'
  | 'user:create'
  | 'user:change'
  | 'user:sign-out'
  | 'visit:invite';

const isOwnTenant = (actor: Actor, facts: IdentityFacts) => actor.tenantId === facts.tenantId;

const isAdmin = (actor: Actor, facts: IdentityFacts) =>
  actor.kind === 'user' && actor.role === 'admin' && isOwnTenant(actor, facts);

const isStaff = (actor: Actor, facts: IdentityFacts) =>
  actor.kind === 'user' && ['doctor', 'nurse', 'admin'].includes(actor.role) && isOwnTenant(actor, facts);

export const identityPolicy: Policy<IdentityAction, IdentityFacts> = {
  'people:list': isStaff,
  'user:list': isAdmin,
  'user:read': isAdmin,
  'user:create': isAdmin,
  'user:change': isAdmin,
  'user:sign-out': isAdmin,
  'visit:invite': (actor, facts) =>
    actor.kind === 'user' &&
    (actor.role === 'doctor' || actor.role === 'nurse') &&
    isOwnTenant(actor, facts) &&
    (facts.clinicIds ?? []).some((clinicId) => actor.clinicIds.includes(clinicId)),
};
