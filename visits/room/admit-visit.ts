import { VisitAdmitted } from '#contracts/events/visits.ts';
import type { Handlers } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { Now } from '#platform/clock.ts';
import type { Metrics } from '#platform/metrics.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { admit } from '../visit/transitions.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import { isCareTime } from './join-times.ts';
import type { TellRoom } from './tell-room.ts';

type Deps = {
  visits: VisitStore;
  demandVisit: DemandVisit['demandVisit'];
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
  tellRoom: TellRoom;
  metrics: Metrics;
  now: Now;
};

/**
 * Lets the patient into the call, or in advance one who has yet to come that day. The decision is committed first; the
 * room hears it in the same moment.
 */
export function createAdmitVisit(deps: Deps): Handlers<LiveSocket, SocketCaller>['visit:admit'] {
  const { visits, demandVisit, visitEvents, tellVisit, tellRoom, metrics, now } = deps;
  const wait = metrics.histogram({
    name: 'bedside_visit_wait_seconds',
    help: 'From the patient in the waiting room to the admission.',
    buckets: [10, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600],
  });

  return async function admitVisit({ actor }, { visitId }) {
    await demandVisit(actor, visitId, 'visit:admit');
    const stepped = await visits.step(actor.tenantId, visitId, (before) => {
      const at = now();
      if (before.status === 'booked' && !isCareTime(before, at))
        throw new Refusal('visit_not_waiting', 'This visit is on another day.');
      const visit = admit(before, { by: actor.userId, at });
      if (visit === before) return { visit };
      const facts = { actor, admittedAt: at, admittedBy: actor.userId, waitedMs: waitedMs(before, at) };
      const events = [
        visitEvents.eventOf(VisitAdmitted, visit, facts),
        ...visitEvents.startedOf(before, visit),
      ];
      return { visit, events };
    });
    const { before, visit, isChanged } = stepped;
    if (isChanged) tellRoom.soon(visit);
    if (isChanged && before.status === 'waiting') wait.observe(waitedMs(before, now()) / 1_000);
    return { visit: await tellVisit(stepped) };
  };
}

const waitedMs = ({ standing }: StoredVisit, at: number): number =>
  standing.status === 'waiting' ? Math.max(0, at - standing.waitingSince) : 0;
