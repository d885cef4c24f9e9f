import { ChargeId, type ClinicId, type TenantId, type UserId, type VisitId } from '#contracts/ids.ts';
import type { NewId, Now } from '#platform/clock.ts';
import { highestAmount } from '../prices/highest-amount.ts';
import type { PriceStore } from '../prices/price-store.ts';
import type { Charge, FreeVisit } from './charge.ts';
import type { ChargeStore } from './charge-store.ts';

type Deps = { charges: ChargeStore; prices: PriceStore; now: Now; newId: NewId };

export type VisitOfCharge = { visitId: VisitId; clinicId: ClinicId; patientId: UserId };
type Booking = VisitOfCharge & { visitType: string; durationMinutes: number };

/** The one charge of a visit, made under today's price when the visit is first heard of; a free visit has none. */
export function createPlanCharge({ charges, prices, now, newId }: Deps) {
  const ofVisit = (tenantId: TenantId, { visitId, clinicId, patientId }: VisitOfCharge) => ({
    _id: ChargeId.parse(newId()),
    tenantId,
    visitId,
    clinicId,
    patientId,
    createdAt: now(),
  });

  return {
    async planCharge(tenantId: TenantId, booking: Booking): Promise<Charge | FreeVisit> {
      const there = await charges.findByVisit(booking.visitId);
      if (there) return there;
      const base = ofVisit(tenantId, booking);
      const price = await prices.find(tenantId, booking.visitType);
      const holdAmount = price && highestAmount(price, booking.durationMinutes);
      if (!price || !holdAmount || holdAmount.minorUnits === 0)
        return charges.ensure({ ...base, kind: 'free', because: 'no_price' });
      const state = { status: 'planned' as const, isHoldDue: false };
      return charges.ensure({ ...base, kind: 'charge', price, holdAmount, attempts: [], state });
    },

    /** A visit that was called off before anybody told us of it: whatever comes later charges nothing. */
    planNothing: (tenantId: TenantId, visit: VisitOfCharge): Promise<Charge | FreeVisit> =>
      charges.ensure({ ...ofVisit(tenantId, visit), kind: 'free', because: 'closed_before_planned' }),
  };
}
export type PlanCharge = ReturnType<typeof createPlanCharge>;
