import type { Handlers } from '#contracts/define.ts';
import { VisitHandedOver } from '#contracts/events/visits.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { Now } from '#platform/clock.ts';
import type { SocketCaller } from '#platform/sockets/socket-service.ts';
import type { Agenda } from '../booking/agenda-store.ts';
import type { FindColleague, FindDoctor } from '../booking/find-people.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { handOver } from '../visit/transitions.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';

type Deps = {
  visits: VisitStore;
  agenda: Pick<Agenda, 'claim'>;
  demandVisit: DemandVisit['demandVisit'];
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
  findColleague: FindColleague;
  findDoctor: FindDoctor;
  now: Now;
};

/**
 * Gives a waiting patient to another doctor of the clinic. Both doctors' lists and the patient's waiting room hear it at
 * once. Refuses `visit_not_waiting`, `visit_closed`, `person_unknown`.
 */
export function createHandOverVisit(deps: Deps): Handlers<LiveSocket, SocketCaller>['visit:hand-over'] {
  const { visits, agenda, demandVisit, visitEvents, tellVisit, findColleague, findDoctor, now } = deps;

  /** The patient is here and is seen whatever is booked; where the time is free, nobody else gets it. */
  const takeTime = ({ tenantId, doctorId, bookingKey, startsAt, durationMinutes }: StoredVisit) =>
    agenda.claim({
      tenantId,
      doctorId,
      bookingKey,
      fromAt: startsAt,
      toAt: startsAt + durationMinutes * 60_000,
    });

  return async function handOverVisit({ actor }, { visitId, doctorId }) {
    const { tenantId } = actor;
    const asked = await demandVisit(actor, visitId, 'visit:hand-over');
    const by = await findColleague(actor, asked);
    const to = await findDoctor({ tenantId, clinicId: asked.clinicId, doctorId });
    const stepped = await visits.step(tenantId, visitId, (before) => {
      const at = now();
      const visit = handOver(before, { to, by, at });
      const facts = {
        actor,
        handedOverAt: at,
        handedOverBy: actor.userId,
        fromDoctorId: before.doctorId,
      };
      return visit === before
        ? { visit }
        : { visit, events: [visitEvents.eventOf(VisitHandedOver, visit, facts)] };
    });
    const shown = await tellVisit(stepped);
    if (stepped.isChanged) await takeTime(stepped.visit);
    return { visit: shown };
  };
}
