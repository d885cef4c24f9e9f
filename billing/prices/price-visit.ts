import type { Price, Receipt } from '#contracts/billing/receipt.ts';
import type { Money } from '#contracts/money.ts';

export type PricedVisit = { amount: Money; lines: Receipt['lines'] };

/**
 * What a visit of so many seconds costs: the flat part and each started minute after the included ones. A visit that never
 * took place costs nothing. The only place where anything is rounded.
 */
export function priceVisit(price: Price, billableSeconds: number): PricedVisit {
  const { flat, perStartedMinute, includedMinutes } = price;
  if (billableSeconds <= 0) return { amount: { ...flat, minorUnits: 0 }, lines: [] };
  const minutes = Math.max(0, Math.ceil(billableSeconds / 60) - includedMinutes);
  const beyond = { ...perStartedMinute, minorUnits: perStartedMinute.minorUnits * minutes };
  return {
    amount: { ...flat, minorUnits: flat.minorUnits + beyond.minorUnits },
    lines: [
      { kind: 'flat', amount: flat },
      ...(minutes > 0 ? [{ kind: 'minutes' as const, minutes, amount: beyond }] : []),
    ],
  };
}
