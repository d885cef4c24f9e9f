import type { TenantId, UserId } from '#contracts/ids.ts';
import { LiveSocket } from '#contracts/sockets/live.ts';
import type { QueuePlace } from '#contracts/visits/visit.ts';
import type { Background } from '#platform/background.ts';
import type { Now } from '#platform/clock.ts';
import type { Announcer } from '#platform/sockets/announcer.ts';
import type { VisitsSettings } from '../settings.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import { placesOf } from './queue.ts';

type Deps = {
  visits: VisitStore;
  settings: Pick<VisitsSettings, 'BEDSIDE_PLACE_KEPT_MINUTES'>;
  announcer: Pick<Announcer, 'tell'>;
  background: Background;
  now: Now;
};
export type ReadQueue = ReturnType<typeof createReadQueue>;
export type TellQueue = ReturnType<typeof createTellQueue>;

/** The places of all who wait for a doctor now. */
export function createReadQueue({ visits, settings, now }: Pick<Deps, 'visits' | 'settings' | 'now'>) {
  return async function readQueue(tenantId: TenantId, doctorId: UserId): Promise<QueuePlace[]> {
    const [waiting, admitted, running] = await Promise.all([
      visits.withStatus(tenantId, doctorId, 'waiting'),
      visits.withStatus(tenantId, doctorId, 'admitted'),
      visits.withStatus(tenantId, doctorId, 'running'),
    ]);
    const keptMinutes = settings.BEDSIDE_PLACE_KEPT_MINUTES;
    return placesOf(waiting, [...admitted, ...running], now()).map((place) => ({ ...place, keptMinutes }));
  };
}

/** Tells everybody who waits for the visit's doctor their place, beside the request that moved it. */
export function createTellQueue({ announcer, background, ...deps }: Deps) {
  const readQueue = createReadQueue(deps);
  return function tellQueue({ tenantId, doctorId }: Pick<StoredVisit, 'tenantId' | 'doctorId'>): void {
    background.run('tell-queue', async () => {
      for (const place of await readQueue(tenantId, doctorId)) {
        const rooms = [{ kind: 'visit', id: place.visitId }] as const;
        announcer.tell(LiveSocket, { tenantId, rooms }, 'queue:changed', place);
      }
    });
  };
}
