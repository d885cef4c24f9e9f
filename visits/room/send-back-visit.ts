import type { Handlers } from '#contracts/define.ts';
import { VisitSentBack } from '#contracts/events/visits.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { Now } from '#platform/clock.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { FindColleague } from '../booking/find-people.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { sendBack } from '../visit/transitions.ts';
import { toVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { TellRoom } from './tell-room.ts';

type Deps = {
  visits: VisitStore;
  demandVisit: DemandVisit['demandVisit'];
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
  tellRoom: TellRoom;
  findColleague: FindColleague;
  now: Now;
};

/** Sends the patient back to the waiting room. Sending back one who is there already changes nothing. */
export function createSendBackVisit(deps: Deps): Handlers<LiveSocket, SocketCaller>['visit:send-back'] {
  const { visits, demandVisit, visitEvents, tellVisit, tellRoom, findColleague, now } = deps;
  return async function sendBackVisit({ actor }, { visitId, reason }) {
    const by = await findColleague(actor, await demandVisit(actor, visitId, 'visit:send-back'));
    const stepped = await visits.step(actor.tenantId, visitId, (before) => {
      const at = now();
      const visit = sendBack(before, { by, at, reason });
      const facts = { actor, sentBackAt: at, sentBackBy: actor.userId };
      return visit === before
        ? { visit }
        : { visit, events: [visitEvents.eventOf(VisitSentBack, visit, facts)] };
    });
    if (stepped.isChanged) tellRoom.soon(stepped.visit);
    tellVisit(stepped);
    return { visit: toVisit(stepped.visit) };
  };
}
