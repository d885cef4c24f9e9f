import type { Now } from '#platform/clock.ts';
import { isAnybodyIn, lastSeenAt } from '../attendance/attendance.ts';
import type { EndVisit } from '../room/end-visit.ts';
import type { VisitsSettings } from '../settings.ts';
import { isClosed, type StoredVisit } from '../visit/visit.ts';
import { visitsService } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { TimedVisit, Timers } from './timers.ts';

type Deps = { visits: VisitStore; endVisit: EndVisit; timers: Timers; settings: VisitsSettings; now: Now };

/** Ends a visit that everybody has left, as of when the last one left. It ends in its doctor's name. */
export function createEndAbandonedVisit({ visits, endVisit, timers, settings, now }: Deps) {
  const afterMs = settings.BEDSIDE_ABANDONED_AFTER_MINUTES * 60_000;

  return async function endAbandonedVisit({ tenantId, visitId }: TimedVisit): Promise<void> {
    await endVisit(tenantId, visitId, (visit) => {
      const leftAt = leftSince(visit);
      if (leftAt === undefined || now() - leftAt < afterMs) return undefined;
      return { by: visit.doctorId, at: leftAt, actor: visitsService(tenantId) };
    });
    const visit = await visits.get(tenantId, visitId);
    // Somebody came and left meanwhile: the look after that one's leaving is still to come.
    if (leftSince(visit) !== undefined) await timers.abandoned(visit);
  };
}

/** Since when nobody is in a visit whose patient was admitted once and does not wait. */
function leftSince(visit: StoredVisit): number | undefined {
  if (isClosed(visit) || visit.admissions.length === 0 || visit.status === 'waiting' || isAnybodyIn(visit))
    return undefined;
  const lastAdmission = visit.admissions.at(-1);
  return Math.max(lastAdmission?.toAt ?? lastAdmission?.fromAt ?? 0, lastSeenAt(visit) ?? 0);
}
