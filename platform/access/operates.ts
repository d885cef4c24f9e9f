import type { Actor } from '#contracts/actor.ts';
import type { TenantId } from '#contracts/ids.ts';

/** The organisation that operates the installation, if one is named (`BEDSIDE_OPERATOR`). */
export type Operated = { operator: TenantId | undefined };

/** Whether it is an administrator of that organisation. What serves all organisations is for no other's to see or change. */
export const operates = (actor: Actor, { operator }: Operated): boolean =>
  actor.kind === 'user' && actor.role === 'admin' && operator !== undefined && actor.tenantId === operator;
