import type { CallInput } from '#contracts/define.ts';
import { Refusal } from '#contracts/refusal.ts';
import type { BillingRpc } from '#contracts/rpc/billing.ts';
import type { PriceStore } from './price-store.ts';

/** Sets the price of a kind of visit; charges that were made before keep theirs. */
export function createEnsurePrice({ prices }: { prices: PriceStore }) {
  return async function ensurePrice({ tenantId, price }: CallInput<BillingRpc, 'price:ensure'>) {
    const { flat, perStartedMinute } = price;
    if (flat.currency !== perStartedMinute.currency)
      throw new Refusal('invalid_input', 'Both parts of a price are in one currency.');
    if (flat.minorUnits < 0 || perStartedMinute.minorUnits < 0)
      throw new Refusal('invalid_input', 'A price is never negative.');
    await prices.put(tenantId, price);
    return {};
  };
}
