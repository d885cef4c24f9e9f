import type { UserActor } from '#contracts/actor.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import { demand } from '#platform/access/demand.ts';
import { type VisitAction, visitPolicy } from '../policy.ts';
import { factsOf, type StoredVisit } from './visit.ts';
import type { VisitStore } from './visit-store.ts';

type Deps = { visits: VisitStore; recordAccess: RecordAccess };
export type DemandVisit = ReturnType<typeof createDemandVisit>;

/**
 * The visit, if the actor may do that with it. Refuses `not_found`, `not_permitted`; the latter leaves an audit fact,
 * and so does what staff read.
 */
export function createDemandVisit({ visits, recordAccess }: Deps) {
  const record = (
    actor: UserActor,
    visit: StoredVisit,
    fact: { action: VisitAction; outcome: 'allowed' | 'refused' },
  ) =>
    recordAccess(actor, { ...fact, subjectKind: 'visit', subjectId: visit._id, patientId: visit.patientId });

  async function demandVisit(actor: UserActor, visitId: VisitId, action: VisitAction): Promise<StoredVisit> {
    const visit = await visits.get(actor.tenantId, visitId);
    try {
      demand(visitPolicy, actor, action, factsOf(visit));
      return visit;
    } catch (error) {
      await record(actor, visit, { action, outcome: 'refused' });
      throw error;
    }
  }

  return {
    demandVisit,
    /** For what is shown. Patients see their own without leaving a trace. */
    async readVisit(actor: UserActor, visitId: VisitId, action: VisitAction): Promise<StoredVisit> {
      const visit = await demandVisit(actor, visitId, action);
      if (actor.userId !== visit.patientId) await record(actor, visit, { action, outcome: 'allowed' });
      return visit;
    },
  };
}
