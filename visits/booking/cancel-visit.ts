import { VisitCancelled } from '#contracts/events/visits.ts';
import type { VisitsHttp } from '#contracts/http/visits.ts';
import type { Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { TellRoom } from '../room/tell-room.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { SealReason } from '../visit/seal-reason.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { cancel } from '../visit/transitions.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = {
  visits: VisitStore;
  demandVisit: DemandVisit['demandVisit'];
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
  tellRoom: TellRoom;
  sealReason: SealReason;
  now: Now;
};

/** Calls off a visit that has not begun. The doctor's time is free again for the next who wants it. */
export function createCancelVisit(deps: Deps): HttpHandlers<VisitsHttp>['cancelVisit'] {
  const { visits, demandVisit, visitEvents, tellVisit, tellRoom, sealReason, now } = deps;
  return async function cancelVisit(actor, { params: { visitId }, body: { reason } }) {
    const asked = await demandVisit(actor, visitId, 'visit:cancel');
    const sealed = await sealReason(asked, 'cancelled', reason);
    const stepped = await visits.step(actor.tenantId, visitId, (before) => {
      const at = now();
      const visit = cancel(before, { by: actor.userId, at, sealed });
      const facts = { actor, cancelledAt: at, cancelledBy: actor.userId };
      return visit === before
        ? { visit }
        : { visit, events: [visitEvents.eventOf(VisitCancelled, visit, facts)] };
    });
    if (stepped.isChanged) tellRoom.soon(stepped.visit);
    return tellVisit(stepped);
  };
}
