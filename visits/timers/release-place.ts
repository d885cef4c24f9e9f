import type { Now } from '#platform/clock.ts';
import { isPatientConnected, lastSeenAt } from '../attendance/attendance.ts';
import type { VisitsSettings } from '../settings.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { giveUpPlace } from '../visit/transitions.ts';
import type { PatientSocket, StoredVisit } from '../visit/visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { TimedVisit, Timers } from './timers.ts';

type Deps = {
  visits: VisitStore;
  tellVisit: TellVisit;
  timers: Timers;
  settings: VisitsSettings;
  /** When a socket was lost of which nobody said that it closed: its process was killed. */
  socketLostAt: (socket: PatientSocket) => number | undefined;
  now: Now;
};

/** Gives the place of a patient free who left the waiting room and did not come back in time; else looks again later. */
export function createReleasePlace({ visits, tellVisit, timers, settings, socketLostAt, now }: Deps) {
  const keptMs = settings.BEDSIDE_PLACE_KEPT_MINUTES * 60_000;

  return async function releasePlace({ tenantId, visitId }: TimedVisit): Promise<void> {
    let goneAt: number | undefined;
    const stepped = await visits.step(tenantId, visitId, (visit) => {
      goneAt = goneSince(visit, socketLostAt);
      return { visit: goneAt !== undefined && now() - goneAt >= keptMs ? giveUpPlace(visit) : visit };
    });
    await tellVisit(stepped);
    if (stepped.visit.status === 'waiting') await timers.keepPlace(stepped.visit, goneAt);
    if (!stepped.isChanged) return;
    // The visit may still take place, be missed, or, where the patient was in the call before, end by itself.
    await timers.noShow(stepped.visit);
    if (stepped.visit.admissions.length > 0) await timers.abandoned(stepped.visit);
  };
}

/** Since when nothing was heard of a waiting patient; nothing while there is a socket or a media connection. */
function goneSince(visit: StoredVisit, socketLostAt: Deps['socketLostAt']): number | undefined {
  const { standing, patientSocket } = visit;
  if (standing.status !== 'waiting' || isPatientConnected(visit)) return undefined;
  const closedAt = patientSocket && (patientSocket.closedAt ?? socketLostAt(patientSocket));
  if (patientSocket && closedAt === undefined) return undefined;
  return Math.max(standing.waitingSince, closedAt ?? 0, lastSeenAt(visit) ?? 0);
}
