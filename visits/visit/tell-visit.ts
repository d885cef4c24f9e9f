import { LiveSocket } from '#contracts/sockets/live.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { TellQueue } from '../queue/tell-queue.ts';
import type { OpenVisit } from './open-visit.ts';
import type { Stepped } from './visit-store.ts';

type Deps = { announcer: Pick<Announcer, 'tell'>; tellQueue: TellQueue; openVisit: OpenVisit };
export type TellVisit = ReturnType<typeof createTellVisit>;

/**
 * Tells all who look at a visit how it stands now, and those who wait for its doctor when that moves their place.
 * Answers the visit as it is shown.
 */
export function createTellVisit({ announcer, tellQueue, openVisit }: Deps) {
  function tell({ before, visit }: Stepped, shown: Visit): void {
    const doctors = [...new Set([visit.doctorId, before.doctorId])];
    const rooms = [
      { kind: 'visit', id: visit._id },
      { kind: 'clinic', id: visit.clinicId },
      ...doctors.map((id) => ({ kind: 'user', id }) as const),
      { kind: 'user', id: visit.patientId },
    ] as const;
    announcer.tell(LiveSocket, { tenantId: visit.tenantId, rooms }, 'visit:changed', {
      visit: shown,
    });
  }

  return async function tellVisit(stepped: Stepped): Promise<Visit> {
    const { before, visit, isChanged } = stepped;
    const shown = await openVisit(visit);
    if (!isChanged) return shown;
    tell(stepped, shown);
    const isOthers = before.doctorId !== visit.doctorId;
    if (isOthers) tellQueue(before);
    if (isOthers || before.status !== visit.status) tellQueue(visit);
    return shown;
  };
}
