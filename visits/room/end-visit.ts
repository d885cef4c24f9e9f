import type { Actor } from '#contracts/actor.ts';
import type { Handlers } from '#contracts/define.ts';
import { VisitEnded } from '#contracts/events/visits.ts';
import type { TenantId, UserId, VisitId } from '#contracts/ids.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import type { Now } from '#platform/clock.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { end } from '../visit/transitions.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { TellRoom } from './tell-room.ts';

type Deps = { visits: VisitStore; visitEvents: VisitEventOf; tellVisit: TellVisit; tellRoom: TellRoom };
/** Who ends it, and when; nothing when it is to go on after all. */
type Ending = (visit: StoredVisit) => { by: UserId; at: number; actor: Actor } | undefined;
export type EndVisit = ReturnType<typeof createEndVisit>;

/** Ends a visit: everybody hears it and the room closes. What is billed is fixed once media has told of all connections. */
export function createEndVisit({ visits, visitEvents, tellVisit, tellRoom }: Deps) {
  return async function endVisit(tenantId: TenantId, visitId: VisitId, ending: Ending): Promise<Visit> {
    const stepped = await visits.step(tenantId, visitId, (before) => {
      const how = ending(before);
      const visit = how ? end(before, how) : before;
      if (!how || visit === before || visit.standing.status !== 'ended') return { visit: before };
      const { endedAt, endedBy } = visit.standing;
      const ended = visitEvents.eventOf(VisitEnded, visit, {
        actor: how.actor,
        ...(visit.startedAt === undefined ? {} : { startedAt: visit.startedAt }),
        endedAt,
        endedBy,
      });
      return { visit, events: [...visitEvents.startedOf(before, visit), ended] };
    });
    if (stepped.isChanged) tellRoom.soon(stepped.visit);
    return tellVisit(stepped);
  };
}

/** The care side's "End visit". Ending an ended visit changes nothing. */
export function createEndVisitRequest(deps: {
  endVisit: EndVisit;
  demandVisit: DemandVisit['demandVisit'];
  now: Now;
}): Handlers<LiveSocket, SocketCaller>['visit:end'] {
  const { endVisit, demandVisit, now } = deps;
  return async function endVisitRequest({ actor }, { visitId }) {
    await demandVisit(actor, visitId, 'visit:end');
    const ending = () => ({ by: actor.userId, at: now(), actor });
    return { visit: await endVisit(actor.tenantId, visitId, ending) };
  };
}
