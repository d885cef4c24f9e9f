import type { EventEnvelope } from '#contracts/event.ts';
import {
  VisitAttendanceClosed,
  VisitBooked,
  VisitCancelled,
  VisitNoShow,
  VisitWaiting,
} from '#contracts/events/visits.ts';
import type { Charge, FreeVisit, ReleaseReason } from './charges/charge.ts';
import type { ChargeStore } from './charges/charge-store.ts';
import { decideCapture, decideHold, decideRelease } from './charges/decide-charge.ts';
import type { PlanCharge, VisitOfCharge } from './charges/plan-charge.ts';
import { priceVisit } from './prices/price-visit.ts';
import type { BillingTasks } from './tasks.ts';

type Deps = PlanCharge & { charges: ChargeStore; tasks: BillingTasks };
type Decide = (charge: Charge) => Charge;

/** What billing does when it hears of a visit: it writes down what is to be done. Doing it is work for later. */
export function createReactions({ charges, tasks, ...plan }: Deps) {
  async function decide(row: Charge | FreeVisit, compute: Decide): Promise<void> {
    if (row.kind !== 'charge') return;
    await charges.change(row._id, compute);
    await tasks.advanceCharge(row._id);
  }

  async function release(event: EventEnvelope, visit: VisitOfCharge, reason: ReleaseReason): Promise<void> {
    const row = (await charges.findByVisit(visit.visitId)) ?? (await plan.planNothing(event.tenantId, visit));
    await decide(row, (charge) => decideRelease(charge, reason));
  }

  const reactions: Record<string, (event: EventEnvelope) => Promise<void>> = {
    [VisitBooked.type]: async (event) => {
      await plan.planCharge(event.tenantId, VisitBooked.data.parse(event.data));
    },
    [VisitWaiting.type]: async (event) => {
      await decide(await plan.planCharge(event.tenantId, VisitWaiting.data.parse(event.data)), decideHold);
    },
    [VisitAttendanceClosed.type]: async (event) => {
      const visit = VisitAttendanceClosed.data.parse(event.data);
      const { billableSeconds, intervals, endedAt } = visit;
      const durationMinutes = Math.ceil(billableSeconds / 60);
      await decide(await plan.planCharge(event.tenantId, { ...visit, durationMinutes }), (charge) => {
        const { amount } = priceVisit(charge.price, billableSeconds);
        return decideCapture(charge, { amount, billableSeconds, intervals, endedAt });
      });
    },
    [VisitCancelled.type]: (event) => release(event, VisitCancelled.data.parse(event.data), 'cancelled'),
    [VisitNoShow.type]: (event) => release(event, VisitNoShow.data.parse(event.data), 'no_show'),
  };
  return reactions;
}
