import type { TenantId, VisitId } from '#contracts/ids.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = { visits: VisitStore; tellVisit: TellVisit };
export type MarkNoted = ReturnType<typeof createMarkNoted>;

/** Shows on the visit that its note is signed. Repeating it changes nothing. */
export function createMarkNoted({ visits, tellVisit }: Deps) {
  return async function markNoted(tenantId: TenantId, visitId: VisitId): Promise<void> {
    const stepped = await visits.step(tenantId, visitId, (visit) => {
      const { standing } = visit;
      if (standing.status !== 'ended' || standing.hasNote) return { visit };
      return { visit: { ...visit, standing: { ...standing, hasNote: true } } };
    });
    await tellVisit(stepped);
  };
}
