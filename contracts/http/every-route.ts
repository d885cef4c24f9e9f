import type { HttpContract } from '../define.ts';
import { AdminHttp } from './admin.ts';
import { AuditHttp } from './audit.ts';
import { BillingHttp } from './billing.ts';
import { IdentityHttp } from './identity.ts';
import { VisitsHttp } from './visits.ts';

/** Where the API begins. */
export const apiRoot = '/api/v1';

/** Every HTTP contract with the service that answers it. */
export const everyRoute = [
  { service: 'identity', contract: IdentityHttp },
  { service: 'visits', contract: VisitsHttp },
  { service: 'billing', contract: BillingHttp },
  { service: 'audit', contract: AuditHttp },
  { service: 'admin', contract: AdminHttp },
] as const satisfies readonly { service: string; contract: HttpContract }[];
