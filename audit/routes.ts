import { AuditHttp } from '#contracts/http/audit.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import { demand } from '#platform/access/demand.ts';
import { bindRoutes, type BoundRoutes } from '#platform/http/handlers.ts';
import type { EntryStore } from './entries/entry-store.ts';
import { auditPolicy } from './policy.ts';
import type { createWatchChain } from './chain/watch-chain.ts';

type Deps = { entries: EntryStore; chain: ReturnType<typeof createWatchChain>; recordAccess: RecordAccess };

export function auditRoutes({ entries, chain, recordAccess }: Deps): BoundRoutes {
  return bindRoutes(AuditHttp, {
    async listEntries(caller, { query }) {
      demand(auditPolicy, caller, 'audit:read', caller);
      const { patientId } = query;
      await recordAccess(caller, {
        action: 'audit:read',
        subjectKind: 'audit',
        subjectId: caller.tenantId,
        ...(patientId ? { patientId } : {}),
        outcome: 'allowed',
      });
      const page = await entries.search({ tenantId: caller.tenantId, ...query });
      return { entries: page.items, nextCursor: page.nextCursor };
    },
    readChain: (caller) => {
      demand(auditPolicy, caller, 'audit:read', caller);
      return chain.read(caller.tenantId);
    },
  });
}
