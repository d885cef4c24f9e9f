import { VisitNoShow } from '#contracts/events/visits.ts';
import type { Now } from '#platform/clock.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { miss } from '../visit/transitions.ts';
import { type VisitEventOf, visitsService } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { TimedVisit } from './timers.ts';

type Deps = { visits: VisitStore; visitEvents: VisitEventOf; tellVisit: TellVisit; now: Now };

/** Closes a visit to which nobody came. */
export function createCloseMissedVisit({ visits, visitEvents, tellVisit, now }: Deps) {
  return async function closeMissedVisit({ tenantId, visitId }: TimedVisit): Promise<void> {
    const stepped = await visits.step(tenantId, visitId, (before) => {
      const at = now();
      const visit = miss(before, at);
      const facts = { actor: visitsService(tenantId), closedAt: at };
      return visit === before
        ? { visit }
        : { visit, events: [visitEvents.eventOf(VisitNoShow, visit, facts)] };
    });
    await tellVisit(stepped);
  };
}
