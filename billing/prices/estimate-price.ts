import type { CallInput, CallOutput } from '#contracts/define.ts';
import type { BillingRpc } from '#contracts/rpc/billing.ts';
import type { PriceStore } from './price-store.ts';
import { priceVisit } from './price-visit.ts';

/** What a visit costs at its booked length; nothing where the kind of visit is free. */
export function createEstimatePrice({ prices }: { prices: PriceStore }) {
  return async function estimatePrice(
    input: CallInput<BillingRpc, 'price:estimate'>,
  ): Promise<CallOutput<BillingRpc, 'price:estimate'>> {
    const price = await prices.find(input.tenantId, input.visitType);
    if (!price) return {};
    const { amount } = priceVisit(price, input.durationMinutes * 60);
    return amount.minorUnits === 0 ? {} : { amount };
  };
}
