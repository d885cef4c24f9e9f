import type { z } from 'zod';
import type { ParticipantConnected, ParticipantDisconnected } from '#contracts/events/media.ts';
import type { TenantId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Now } from '#platform/clock.ts';
import type { Log } from '#platform/log.ts';
import type { Timers } from '../timers/timers.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { startIfTogether } from '../visit/transitions.ts';
import { isAdmitted, type Connection, type StoredVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import { isAnybodyIn, isPatientConnected, noteConnection } from './attendance.ts';
import type { AttendanceLog } from './attendance-log.ts';

type Deps = {
  visits: VisitStore;
  attendanceLog: AttendanceLog;
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
  timers: Timers;
  now: Now;
  log: Log;
};
type Connected = z.infer<typeof ParticipantConnected.data>;
type Disconnected = z.infer<typeof ParticipantDisconnected.data>;

/**
 * Takes in what media told of one connection: the visit first, which decides whether it counts, then the log. Facts may
 * repeat. A fact about an unknown visit is dropped, or it would be delivered for ever.
 */
export function createNoteAttendance(deps: Deps) {
  const { visits, attendanceLog, visitEvents, tellVisit, timers, now, log } = deps;

  async function setTimers(visit: StoredVisit): Promise<void> {
    if (isAdmitted(visit) && !isAnybodyIn(visit)) await timers.abandoned(visit);
    if (visit.status === 'waiting' && !isPatientConnected(visit)) await timers.keepPlace(visit);
  }

  return async function noteAttendance(tenantId: TenantId, fact: Connected | Disconnected): Promise<void> {
    const { visitId } = fact;
    try {
      const stepped = await visits.step(tenantId, visitId, (before) => {
        const visit = startIfTogether(noteConnection(before, connectionOf(fact)), now());
        return { visit, events: visitEvents.startedOf(before, visit) };
      });
      // Only what people can see of a visit is told; who is connected reaches them from media.
      if (stepped.before.status !== stepped.visit.status) await tellVisit(stepped);
      await attendanceLog.addConnection(stepped.visit, connectionOf(fact));
      if ('disconnectedAt' in fact) await setTimers(stepped.visit);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'not_found') throw error;
      log.warn({ visitId }, 'media told of a visit that is not there');
    }
  };
}

function connectionOf(fact: Connected | Disconnected): Connection {
  const { connectionId, participantId, userId, side, nodeId, epoch, connectedAt } = fact;
  const end = 'disconnectedAt' in fact ? { disconnectedAt: fact.disconnectedAt, reason: fact.reason } : {};
  return { connectionId, participantId, userId, side, nodeId, epoch, connectedAt, ...end };
}
