import type { Handlers } from '#contracts/define.ts';
import { VisitSentBack } from '#contracts/events/visits.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { Now } from '#platform/clock.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { FindColleague } from '../booking/find-people.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { SealReason } from '../visit/seal-reason.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { sendBack } from '../visit/transitions.ts';
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
  sealReason: SealReason;
  now: Now;
};

/** Sends the patient back to the waiting room. Sending back one who is there already changes nothing. */
export function createSendBackVisit(deps: Deps): Handlers<LiveSocket, SocketCaller>['visit:send-back'] {
  const { visits, demandVisit, visitEvents, tellVisit, tellRoom, findColleague, sealReason, now } = deps;
  return async function sendBackVisit({ actor }, { visitId, reason }) {
    const asked = await demandVisit(actor, visitId, 'visit:send-back');
    const by = await findColleague(actor, asked);
    const sealed = await sealReason(asked, 'sent_back', reason);
    const stepped = await visits.step(actor.tenantId, visitId, (before) => {
      const at = now();
      const visit = sendBack(before, { by, at, sealed });
      const facts = { actor, sentBackAt: at, sentBackBy: actor.userId };
      return visit === before
        ? { visit }
        : { visit, events: [visitEvents.eventOf(VisitSentBack, visit, facts)] };
    });
    if (stepped.isChanged) tellRoom.soon(stepped.visit);
    return { visit: await tellVisit(stepped) };
  };
}
