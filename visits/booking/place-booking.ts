import type { Actor } from '#contracts/actor.ts';
import { VisitBooked } from '#contracts/events/visits.ts';
import type { Person } from '#contracts/identity/person.ts';
import { type ClinicId, type TenantId, VisitId } from '#contracts/ids.ts';
import type { NewId } from '#platform/clock.ts';
import { type Draft, DuplicateKey } from '#platform/store/store.ts';
import type { VisitsSettings } from '../settings.ts';
import type { SealReason } from '../visit/seal-reason.ts';
import type { TellVisit } from '../visit/tell-visit.ts';
import type { StoredVisit } from '../visit/visit.ts';
import type { VisitEventOf } from '../visit/visit-events.ts';
import type { VisitStore } from '../visit/visit-store.ts';
import type { EstimatePrice } from './estimate-price.ts';
import type { VisitType } from './visit-types.ts';

type Deps = {
  visits: VisitStore;
  visitEvents: VisitEventOf;
  tellVisit: TellVisit;
  estimatePrice: EstimatePrice;
  sealReason: SealReason;
  settings: VisitsSettings;
  newId: NewId;
};
export type Booking = {
  actor: Actor;
  tenantId: TenantId;
  bookingKey: string;
  clinicId: ClinicId;
  patient: Person;
  doctor: Person;
  type: VisitType;
  startsAt: number;
  opensAt?: number | undefined;
  reason: string;
  visitId?: VisitId;
};
export type PlaceBooking = ReturnType<typeof createPlaceBooking>;

/** Writes the booked visit, once for its key, and tells of it. */
export function createPlaceBooking(deps: Deps) {
  const { visits, visitEvents, tellVisit, estimatePrice, sealReason, settings, newId } = deps;

  async function draftOf(booking: Booking): Promise<Draft<StoredVisit>> {
    const { tenantId, clinicId, patient, doctor, type, startsAt, reason, bookingKey } = booking;
    const _id = booking.visitId ?? VisitId.parse(newId());
    const estimatedPrice = await estimatePrice(tenantId, type);
    const sealed = await sealReason({ _id, tenantId, patientId: patient.userId }, 'reason', reason);
    return {
      _id,
      tenantId,
      clinicId,
      patientId: patient.userId,
      doctorId: doctor.userId,
      patient,
      doctor,
      visitType: type.id,
      visitTypeName: type.name,
      ...sealed,
      startsAt,
      durationMinutes: type.durationMinutes,
      opensAt: booking.opensAt ?? Math.max(0, startsAt - settings.BEDSIDE_OPENS_BEFORE_MINUTES * 60_000),
      ...(estimatedPrice === undefined ? {} : { estimatedPrice }),
      bookingKey,
      status: 'booked',
      standing: { status: 'booked' },
      admissions: [],
      connections: [],
    };
  }

  return async function placeBooking(booking: Booking): Promise<StoredVisit> {
    const draft = await draftOf(booking);
    const { visitType, startsAt, durationMinutes } = draft;
    const facts = { actor: booking.actor, visitType, startsAt, durationMinutes };
    const events = [visitEvents.eventOf(VisitBooked, { ...draft, version: 1 }, facts)];
    try {
      const visit = await visits.insert(draft, { events });
      await tellVisit({ before: visit, visit, isChanged: true });
      return visit;
    } catch (error) {
      const earlier = error instanceof DuplicateKey && (await visits.findByBookingKey(booking.bookingKey));
      if (!earlier) throw error;
      return earlier;
    }
  };
}
