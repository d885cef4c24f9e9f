import type { TenantId, VisitId } from '#contracts/ids.ts';
import type { Now } from '#platform/clock.ts';
import type { Timers } from '../timers/timers.ts';
import { isClosed } from '../visit/visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = { visits: VisitStore; timers: Timers; now: Now };
type Which = { tenantId: TenantId; visitId: VisitId; connectionId: string };
export type PatientSocket = ReturnType<typeof createPatientSocket>;

/**
 * Which socket the patient looks at the visit through. Only the newest counts: after a change of network the old one
 * is found dead long after the new one stands.
 */
export function createPatientSocket({ visits, timers, now }: Deps) {
  return {
    async opened({ tenantId, visitId, connectionId }: Which): Promise<void> {
      await visits.step(tenantId, visitId, (visit) => {
        const isKnown = visit.patientSocket?.connectionId === connectionId && !visit.patientSocket.closedAt;
        return {
          visit:
            isClosed(visit) || isKnown
              ? visit
              : { ...visit, patientSocket: { connectionId, openedAt: now() } },
        };
      });
    },

    async closed({ tenantId, visitId, connectionId }: Which): Promise<void> {
      const { visit, isChanged } = await visits.step(tenantId, visitId, (before) => {
        const { patientSocket } = before;
        if (patientSocket?.connectionId !== connectionId) return { visit: before };
        return { visit: { ...before, patientSocket: { ...patientSocket, closedAt: now() } } };
      });
      if (isChanged && visit.status === 'waiting') await timers.keepPlace(visit);
    },
  };
}
