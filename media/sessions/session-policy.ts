import type { Actor } from '#contracts/actor.ts';
import type { TenantId } from '#contracts/ids.ts';
import type { Policy } from '#platform/access/demand.ts';

/** `operator`: the organisation that operates the installation, if one is named. */
export type SessionFacts = { operator: TenantId | undefined };

const isAdmin = (actor: Actor) => actor.kind === 'user' && actor.role === 'admin';
/** Nodes serve all organisations, so taking one out of service is not any administrator's to decide. */
const operates = (actor: Actor, { operator }: SessionFacts) =>
  isAdmin(actor) && operator !== undefined && actor.tenantId === operator;

/** Who may see which calls run, and take nodes out of service. */
export const sessionPolicy: Policy<'sessions:watch' | 'node:drain' | 'node:resume', SessionFacts> = {
  'sessions:watch': isAdmin,
  'node:drain': operates,
  'node:resume': operates,
};
