import type { UserActor } from '#contracts/actor.ts';
import type { RouteInput } from '#contracts/define.ts';
import type { VisitsHttp } from '#contracts/http/visits.ts';
import type { ClinicId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import type { RecordAccess } from '#platform/access/access-recorder.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { maySeeClinic } from '../policy.ts';
import type { OpenVisit } from '../visit/open-visit.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitList, VisitStore } from '../visit/visit-store.ts';

type Deps = { visits: VisitStore; openVisit: OpenVisit; recordAccess: RecordAccess };
type Asked = RouteInput<VisitsHttp['listVisits']>['query'];

/** The caller's visits, latest start first. What staff list leaves one audit fact. Refuses `clinic_unknown`. */
export function createListVisits(deps: Deps): HttpHandlers<VisitsHttp>['listVisits'] {
  const { visits, openVisit, recordAccess } = deps;
  /** A guest's list is the one visit of the invitation. */
  async function guestVisit({ tenantId, userId, visitId }: UserActor): Promise<Visit[]> {
    const visit = visitId && (await visits.findById(visitId));
    return visit && visit.tenantId === tenantId && visit.patientId === userId ? [await openVisit(visit)] : [];
  }

  return async function listVisits(actor, { query }) {
    if (actor.role === 'guest') return { visits: await guestVisit(actor) };
    const list = listOf(actor, query);
    const { fromAt, toAt, cursor, limit } = query;
    const page = await visits.list({ tenantId: actor.tenantId, list, fromAt, toAt, cursor, limit });
    if (actor.userId !== list.id || list.of !== 'patient') {
      const about = list.of === 'patient' ? { patientId: list.id } : {};
      await recordAccess(actor, {
        action: 'visit:list',
        subjectKind: 'visit',
        subjectId: list.id,
        ...about,
        outcome: 'allowed',
      });
    }
    const shown = page.items.filter((visit) => isShown(actor, query, visit));
    const { nextCursor } = page;
    return {
      visits: await Promise.all(shown.map(openVisit)),
      ...(nextCursor === undefined ? {} : { nextCursor }),
    };
  };
}

/** Whose list answers the question: of all that may be asked, the narrowest. */
function listOf(actor: UserActor, { clinicId, patientId }: Asked): VisitList {
  if (actor.role === 'patient') return { of: 'patient', id: actor.userId };
  if (clinicId !== undefined) demandClinic(actor, clinicId);
  if (patientId !== undefined) return { of: 'patient', id: patientId };
  if (actor.role === 'doctor') return { of: 'doctor', id: actor.userId };
  const own = clinicId ?? actor.clinicIds[0];
  if (own === undefined) throw new Refusal('clinic_unknown', 'You belong to no clinic.');
  return { of: 'clinic', id: own };
}

function isShown(actor: UserActor, { clinicId, patientId }: Asked, visit: StoredVisit): boolean {
  if (clinicId !== undefined && visit.clinicId !== clinicId) return false;
  if (patientId !== undefined && visit.patientId !== patientId) return false;
  return actor.userId === visit.patientId || maySeeClinic(actor, visit.clinicId);
}

/** Refuses `clinic_unknown` for a clinic that is not the actor's. */
export function demandClinic(actor: UserActor, clinicId: ClinicId): void {
  if (!maySeeClinic(actor, clinicId)) throw new Refusal('clinic_unknown', 'There is no such clinic.');
}
