import { AdminHttp } from '#contracts/http/admin.ts';
import { AuditHttp } from '#contracts/http/audit.ts';
import { BillingHttp } from '#contracts/http/billing.ts';
import { IdentityHttp } from '#contracts/http/identity.ts';
import { VisitsHttp } from '#contracts/http/visits.ts';
import { type Tokens, createClient } from './client.ts';
import type { Send } from './send.ts';

export type Api = ReturnType<typeof createApi>;

/** Every HTTP door of the server, by the service behind it. */
export function createApi(deps: { send: Send; tokens: Tokens }) {
  return {
    identity: createClient(IdentityHttp, deps),
    visits: createClient(VisitsHttp, deps),
    billing: createClient(BillingHttp, deps),
    audit: createClient(AuditHttp, deps),
    admin: createClient(AdminHttp, deps),
  };
}
