import { VisitWaiting } from '#contracts/events/visits.ts';
import type { UserActor } from '#contracts/actor.ts';
import type { VisitsHttp } from '#contracts/http/visits.ts';
import type { TicketClaims } from '#contracts/visits/ticket.ts';
import type { Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import type { Tokens } from '#platform/tokens/tokens.ts';
import type { FindColleague } from '../booking/find-people.ts';
import type { DemandVisit } from '../visit/demand-visit.ts';
import type { OpenVisit } from '../visit/open-visit.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import { arrive, demandOpen } from '../visit/transitions.ts';
import { isAdmitted, type StoredVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import { demandJoinTime } from './join-times.ts';

type Deps = {
  visits: VisitStore;
  readVisit: DemandVisit['readVisit'];
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
  openVisit: OpenVisit;
  findColleague: FindColleague;
  tokens: Pick<Tokens, 'signTicket'>;
  now: Now;
};

const slackSeconds = 2 * 3_600;
const longestSeconds = 4 * 3_600;

/**
 * A ticket into the call. A patient who asks for one is thereby in the waiting room, or back in a call that runs.
 * Refuses `visit_closed`, `too_early`.
 */
export function createIssueTicket(deps: Deps): HttpHandlers<VisitsHttp>['issueTicket'] {
  const { visits, readVisit, visitEvents, tellVisit, openVisit, findColleague, tokens, now } = deps;

  async function letPatientIn(actor: UserActor, { _id: visitId }: StoredVisit): Promise<StoredVisit> {
    const stepped = await visits.step(actor.tenantId, visitId, (before) => {
      demandOpen(before);
      demandJoinTime(before, 'patient', now());
      const at = now();
      const visit = arrive(before, at);
      if (visit === before) return { visit };
      const { visitType, durationMinutes } = visit;
      const facts = { actor, visitType, durationMinutes, waitingSince: at };
      return { visit, events: [visitEvents.eventOf(VisitWaiting, visit, facts)] };
    });
    await tellVisit(stepped);
    return stepped.visit;
  }

  function letCareIn(visit: StoredVisit): StoredVisit {
    demandOpen(visit);
    demandJoinTime(visit, 'care', now());
    return visit;
  }

  return async function issueTicket(actor, { params: { visitId } }) {
    const found = await readVisit(actor, visitId, 'visit:join');
    const side = actor.userId === found.patientId ? 'patient' : 'care';
    const visit = side === 'patient' ? await letPatientIn(actor, found) : letCareIn(found);
    const name = side === 'patient' ? visit.patient.name : (await findColleague(actor, visit)).name;
    const claims: TicketClaims = {
      tenantId: visit.tenantId,
      visitId,
      userId: actor.userId,
      name,
      role: actor.role,
      side,
      mayPublish: ['microphone', 'camera', 'screen'],
      isAdmitted: side === 'care' || isAdmitted(visit),
    };
    const seconds = Math.min(visit.durationMinutes * 60 + slackSeconds, longestSeconds);
    return { ticket: tokens.signTicket(claims, seconds), visit: await openVisit(visit) };
  };
}
