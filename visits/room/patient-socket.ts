import type { TenantId, VisitId } from '#contracts/ids.ts';
import type { Now } from '#platform/clock.ts';
import type { Losses } from '#platform/cluster/watch-losses.ts';
import type { Timers } from '../timers/timers.ts';
import { isClosed, type PatientSocket as PatientSocketOfVisit } from '../visit/visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = { visits: VisitStore; timers: Timers; now: Now };
type Which = { tenantId: TenantId; visitId: VisitId; connectionId: string };
type Opened = Which & { nodeId: string | undefined };
export type PatientSocket = ReturnType<typeof createPatientSocket>;

/**
 * Which socket the patient looks at the visit through. Only the newest counts: after a change of network the old one
 * is found dead long after the new one stands.
 */
export function createPatientSocket({ visits, timers, now }: Deps) {
  return {
    async opened({ tenantId, visitId, connectionId, nodeId }: Opened): Promise<void> {
      await visits.step(tenantId, visitId, (visit) => {
        const isKnown = visit.patientSocket?.connectionId === connectionId && !visit.patientSocket.closedAt;
        if (isClosed(visit) || isKnown) return { visit };
        const patientSocket = { connectionId, openedAt: now(), ...(nodeId !== undefined && { nodeId }) };
        return { visit: { ...visit, patientSocket } };
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

type LostDeps = { losses: Pick<Losses, 'lostAt'>; startedAt: number };

/**
 * When a socket was lost that nobody said was closed. One of another process is lost with that process; one of this
 * process, where all services run in one, with the process that was here before.
 */
export const createSocketLostAt =
  ({ losses, startedAt }: LostDeps) =>
  ({ nodeId, openedAt }: PatientSocketOfVisit): number | undefined => {
    if (nodeId === undefined) return openedAt < startedAt ? startedAt : undefined;
    const lostAt = losses.lostAt(nodeId);
    return lostAt === undefined ? undefined : Math.max(openedAt, lostAt);
  };
