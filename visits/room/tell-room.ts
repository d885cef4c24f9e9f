import type { TenantId, VisitId } from '#contracts/ids.ts';
import type { Background } from '#platform/background.ts';
import type { MediaPort } from '../ports.ts';
import { isAdmitted, isClosed, type StoredVisit } from '../visit/visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = { visits: VisitStore; media: MediaPort; background: Background };
type Wish = 'admitted' | 'not admitted' | 'closed';
export type TellRoom = ReturnType<typeof createTellRoom>;

const wishOf = (visit: StoredVisit): Wish =>
  isClosed(visit) ? 'closed' : isAdmitted(visit) ? 'admitted' : 'not admitted';

/**
 * Tells a visit's room where the visit stands. It says what stands now, never what happened, and looks again after
 * each word: so it may be repeated, and an admission that was overtaken by a sending back does not stay the last word.
 */
export function createTellRoom({ visits, media, background }: Deps) {
  const newest = new Map<VisitId, StoredVisit>();
  const talks = new Map<VisitId, Promise<void>>();

  async function say({ tenantId, _id: visitId }: StoredVisit, wish: Wish): Promise<void> {
    if (wish === 'closed') await media['room:close']({ tenantId, visitId });
    else await media['room:admit']({ tenantId, visitId, isPatientAdmitted: wish === 'admitted' });
  }

  async function talk(visitId: VisitId): Promise<void> {
    for (let said: Wish | undefined; ; ) {
      const visit = newest.get(visitId);
      if (!visit || wishOf(visit) === said) return;
      said = wishOf(visit);
      await say(visit, said);
      const fresh = await visits.findById(visitId);
      if (fresh) note(fresh);
    }
  }

  function note(visit: StoredVisit): void {
    const known = newest.get(visit._id);
    if (!known || known.version < visit.version) newest.set(visit._id, visit);
  }

  /** Resolves when the room knows; joins a talk that is under way. */
  function tell(visit: StoredVisit): Promise<void> {
    note(visit);
    const { _id: visitId } = visit;
    const running = talks.get(visitId);
    if (running) return running;
    const ended = talk(visitId).finally(() => {
      talks.delete(visitId);
      newest.delete(visitId);
    });
    talks.set(visitId, ended);
    return ended;
  }

  return {
    /** Beside the request: if it fails, the reaction to the visit's event says it again. */
    soon: (visit: StoredVisit): void => background.run('tell-room', () => tell(visit)),
    async now(tenantId: TenantId, visitId: VisitId): Promise<void> {
      await tell(await visits.get(tenantId, visitId));
    },
  };
}
