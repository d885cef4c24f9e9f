import { VisitAttendanceClosed } from '#contracts/events/visits.ts';
import type { MediaPort } from '../ports.ts';
import type { TimedVisit } from '../timers/timers.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { closeAttendance, intervalsOf } from '../visit/transitions.ts';
import { type VisitEventOf, visitsService } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { AttendanceLog } from './attendance-log.ts';

type Deps = {
  visits: VisitStore;
  media: MediaPort;
  attendanceLog: AttendanceLog;
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
};

/**
 * Fixes what is billed for a visit that has ended. Facts about connections may still be under way then, so media is asked
 * for all of them; while it cannot say, this throws and is to be tried again.
 */
export function createCloseAttendance(deps: Deps) {
  const { visits, media, attendanceLog, visitEvents, tellVisit } = deps;
  return async function closeAttendanceOf({ tenantId, visitId }: TimedVisit): Promise<void> {
    await media['room:close']({ tenantId, visitId });
    const { connections } = await media['attendance:read']({ tenantId, visitId });
    const stepped = await visits.step(tenantId, visitId, (before) => {
      const visit = closeAttendance(before, connections);
      if (visit === before || visit.standing.status !== 'ended') return { visit: before };
      const { endedAt, billableSeconds } = visit.standing;
      const closed = visitEvents.eventOf(VisitAttendanceClosed, visit, {
        actor: visitsService(tenantId),
        visitType: visit.visitType,
        endedAt,
        billableSeconds,
        intervals: intervalsOf(visit, endedAt),
      });
      return { visit, events: [...visitEvents.startedOf(before, visit), closed] };
    });
    await attendanceLog.close(stepped.visit);
    if (stepped.isChanged) await tellVisit(stepped);
  };
}
