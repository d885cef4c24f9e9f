import type { TenantId } from '#contracts/ids.ts';
import type { Money } from '#contracts/money.ts';
import { Refusal } from '#contracts/refusal.ts';
import { withDeadline } from '#platform/resilience/with-deadline.ts';
import type { BillingPort } from '../ports.ts';
import type { VisitType } from './visit-types.ts';

const askMs = 500;
export type EstimatePrice = ReturnType<typeof createEstimatePrice>;

/** What the visit may cost, if billing says so in time: a booking never fails or waits for a price. */
export function createEstimatePrice({ billing }: { billing: BillingPort }) {
  return async function estimatePrice(tenantId: TenantId, type: VisitType): Promise<Money | undefined> {
    try {
      const { id: visitType, durationMinutes } = type;
      const asked = billing['price:estimate']({ tenantId, visitType, durationMinutes });
      return (await withDeadline(asked, askMs, 'asking for the price')).amount;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
}
