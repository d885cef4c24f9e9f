import type { VisitsHttp } from '#contracts/http/visits.ts';
import { VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { demand } from '#platform/access/demand.ts';
import type { NewId, Now } from '#platform/clock.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';
import { visitPolicy } from '../policy.ts';
import type { OpenVisit } from '../visit/open-visit.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { Agenda } from './agenda-store.ts';
import type { FindPair } from './find-people.ts';
import type { PlaceBooking } from './place-booking.ts';
import { demandVisitType } from './visit-types.ts';

type Deps = {
  visits: VisitStore;
  agenda: Agenda;
  findPair: FindPair;
  placeBooking: PlaceBooking;
  openVisit: OpenVisit;
  now: Now;
  newId: NewId;
};

// A form that was filled in for a while, or a clock that is slow, is still welcome.
const lateMs = 5 * 60_000;

/**
 * Books a visit. The same request answers the visit it booked. Refuses `person_unknown`, `visit_type_unknown`,
 * `starts_in_the_past`, `doctor_not_free`.
 */
export function createBookVisit(deps: Deps): HttpHandlers<VisitsHttp>['bookVisit'] {
  const { visits, agenda, findPair, placeBooking, openVisit, now, newId } = deps;

  return async function bookVisit(actor, { body }, { idempotencyKey }) {
    const { tenantId } = actor;
    const { clinicId, patientId, doctorId, startsAt, reason } = body;
    const visitId = VisitId.parse(newId());
    demand(visitPolicy, actor, 'visit:book', { tenantId, visitId, clinicId, patientId, doctorId });
    const bookingKey = `${tenantId}/${actor.userId}/${idempotencyKey ?? newId()}`;
    const earlier = await visits.findByBookingKey(bookingKey);
    if (earlier) return openVisit(earlier);
    const type = demandVisitType(body.visitType);
    if (startsAt < now() - lateMs) throw new Refusal('starts_in_the_past', 'That time is over.');
    const pair = await findPair({ tenantId, clinicId, patientId, doctorId });
    const toAt = startsAt + type.durationMinutes * 60_000;
    if (!(await agenda.claim({ tenantId, doctorId, bookingKey, fromAt: startsAt, toAt })))
      throw new Refusal('doctor_not_free', 'That time is taken. Choose another one.');
    const booking = { actor, tenantId, bookingKey, clinicId, ...pair, type, startsAt, reason, visitId };
    return openVisit(await placeBooking(booking));
  };
}
