import type { VisitsHttp } from '#contracts/http/visits.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { DemandVisit } from './demand-visit.ts';
import type { TellVisit } from './tell-visit.ts';
import type { VisitStore } from './visit-store.ts';

type Deps = { visits: VisitStore; demandVisit: DemandVisit['demandVisit']; tellVisit: TellVisit };

/** How the call was, from its patient; the last word counts. Refuses `visit_not_ended`. */
export function createRateVisit({
  visits,
  demandVisit,
  tellVisit,
}: Deps): HttpHandlers<VisitsHttp>['rateVisit'] {
  return async function rateVisit(actor, { params: { visitId }, body: { rating } }) {
    await demandVisit(actor, visitId, 'visit:rate');
    const stepped = await visits.step(actor.tenantId, visitId, (visit) => {
      const { standing } = visit;
      if (standing.status !== 'ended') throw new Refusal('visit_not_ended', 'This visit has not ended yet.');
      return { visit: standing.rating === rating ? visit : { ...visit, standing: { ...standing, rating } } };
    });
    return tellVisit(stepped);
  };
}
