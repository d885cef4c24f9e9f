import type { Policy } from '#platform/access/demand.ts';

/** Who may look into the trail. */
export const auditPolicy: Policy<'audit:read', { tenantId: string }> = {
  'audit:read': (actor, { tenantId }) =>
    actor.kind === 'user' && actor.role === 'admin' && actor.tenantId === tenantId,
};
