import type { UserActor } from '#contracts/actor.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { QueuePlace, Visit } from '#contracts/visits/visit.ts';
import type { VisitAction } from '../policy.ts';
import type { ReadQueue } from '../queue/tell-queue.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { OpenVisit } from '../visit/open-visit.ts';

type Deps = { readVisit: DemandVisit['readVisit']; readQueue: ReadQueue; openVisit: OpenVisit };
export type ShowVisit = ReturnType<typeof createShowVisit>;

/** One visit, and its place in the queue while it waits. */
export function createShowVisit({ readVisit, readQueue, openVisit }: Deps) {
  return async function showVisit(
    actor: UserActor,
    visitId: VisitId,
    action: VisitAction,
  ): Promise<{ visit: Visit; queue?: QueuePlace }> {
    const visit = await readVisit(actor, visitId, action);
    if (visit.status !== 'waiting') return { visit: await openVisit(visit) };
    const places = await readQueue(visit.tenantId, visit.doctorId);
    const queue = places.find((place) => place.visitId === visitId);
    return { visit: await openVisit(visit), ...(queue ? { queue } : {}) };
  };
}
