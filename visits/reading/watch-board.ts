import type { Handlers } from '#contracts/define.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { OpenVisit } from '../visit/open-visit.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import { demandClinic } from './list-visits.ts';

type Deps = { visits: VisitStore; openVisit: OpenVisit; recordAccess: RecordAccess };

// More visits than a clinic has in a week.
const most = 5_000;

/** The visits of a clinic in a span of time, earliest first. Leaves one audit fact. Refuses `clinic_unknown`. */
export function createWatchBoard({
  visits,
  openVisit,
  recordAccess,
}: Deps): Handlers<LiveSocket, SocketCaller>['board:watch'] {
  return async function watchBoard({ actor }, { clinicId, fromAt, toAt }) {
    demandClinic(actor, clinicId);
    const { tenantId } = actor;
    const found: StoredVisit[] = [];
    for (let cursor: string | undefined; found.length < most; ) {
      const list = { of: 'clinic', id: clinicId } as const;
      const page = await visits.list({ tenantId, list, fromAt, toAt, cursor, limit: 500 });
      found.push(...page.items);
      cursor = page.nextCursor;
      if (cursor === undefined) break;
    }
    await recordAccess(actor, {
      action: 'board:watch',
      subjectKind: 'visit',
      subjectId: clinicId,
      outcome: 'allowed',
    });
    return { visits: await Promise.all(found.toReversed().map(openVisit)) };
  };
}
