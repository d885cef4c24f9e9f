import type { CallInput, CallOutput } from '#contracts/define.ts';
import type { VisitsRpc } from '#contracts/rpc/visits.ts';
import { visitsService } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { Agenda } from './agenda-store.ts';
import type { FindPair } from './find-people.ts';
import type { PlaceBooking } from './place-booking.ts';
import { demandVisitType } from './visit-types.ts';

type Deps = { visits: VisitStore; agenda: Agenda; findPair: FindPair; placeBooking: PlaceBooking };

/** Books a visit under a given key, once, at whatever time. Refuses `person_unknown`, `visit_type_unknown`. */
export function createEnsureVisit({ visits, agenda, findPair, placeBooking }: Deps) {
  return async function ensureVisit(
    input: CallInput<VisitsRpc, 'visit:ensure'>,
  ): Promise<CallOutput<VisitsRpc, 'visit:ensure'>> {
    const { tenantId, clientKey, clinicId, patientId, doctorId, startsAt, opensAt, reason } = input;
    const bookingKey = `${tenantId}/ensure/${clientKey}`;
    const earlier = await visits.findByBookingKey(bookingKey);
    if (earlier) return { visitId: earlier._id, startsAt: earlier.startsAt };
    const type = demandVisitType(input.visitType);
    const pair = await findPair({ tenantId, clinicId, patientId, doctorId });
    const actor = visitsService(tenantId);
    const booking = { actor, tenantId, bookingKey, clinicId, ...pair, type, startsAt, opensAt, reason };
    const { _id: visitId, durationMinutes } = await placeBooking(booking);
    // Others cannot book this time; whoever sets up a day may.
    await agenda.claim({
      tenantId,
      doctorId,
      bookingKey,
      fromAt: startsAt,
      toAt: startsAt + durationMinutes * 60_000,
    });
    return { visitId, startsAt };
  };
}
