import { LiveSocket } from '#contracts/sockets/live.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { TellQueue } from '../queue/tell-queue.ts';
import { type StoredVisit, toVisit } from './visit.ts';
import type { Stepped } from './visit-store.ts';

type Deps = { announcer: Pick<Announcer, 'tell'>; tellQueue: TellQueue };
export type TellVisit = ReturnType<typeof createTellVisit>;

/** Tells all who look at a visit how it stands now, and those who wait for its doctor when that moves their place. */
export function createTellVisit({ announcer, tellQueue }: Deps) {
  function tell(before: StoredVisit, visit: StoredVisit): void {
    const doctors = [...new Set([visit.doctorId, before.doctorId])];
    const rooms = [
      { kind: 'visit', id: visit._id },
      { kind: 'clinic', id: visit.clinicId },
      ...doctors.map((id) => ({ kind: 'user', id }) as const),
      { kind: 'user', id: visit.patientId },
    ] as const;
    announcer.tell(LiveSocket, { tenantId: visit.tenantId, rooms }, 'visit:changed', {
      visit: toVisit(visit),
    });
  }

  return function tellVisit({ before, visit, isChanged }: Stepped): void {
    if (!isChanged) return;
    tell(before, visit);
    const isOthers = before.doctorId !== visit.doctorId;
    if (isOthers) tellQueue(before);
    if (isOthers || before.status !== visit.status) tellQueue(visit);
  };
}
