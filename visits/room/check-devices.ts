import type { Handlers } from '#contracts/define.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { Now } from '#platform/clock.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { demandOpen } from '../visit/transitions.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = { visits: VisitStore; demandVisit: DemandVisit['demandVisit']; tellVisit: TellVisit; now: Now };

/** Keeps what the patient's device check found and how the line is, for the clinic to see. Refuses `visit_closed`. */
export function createCheckDevices(deps: Deps): Handlers<LiveSocket, SocketCaller>['visit:check-devices'] {
  const { visits, demandVisit, tellVisit, now } = deps;
  return async function checkDevices({ actor }, { visitId, devices, line }) {
    await demandVisit(actor, visitId, 'visit:check-devices');
    const stepped = await visits.step(actor.tenantId, visitId, (visit) => {
      demandOpen(visit);
      const at = now();
      const measured = line === undefined ? {} : { line: { ...line, measuredAt: at } };
      return { visit: { ...visit, devices: { ...devices, checkedAt: at }, ...measured } };
    });
    return { visit: await tellVisit(stepped) };
  };
}
