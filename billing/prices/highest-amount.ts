import type { Price } from '#contracts/billing/receipt.ts';
import type { Money } from '#contracts/money.ts';
import { priceVisit } from './price-visit.ts';

const mostExtraMinutes = 60;

/**
 * What is reserved on the card before a visit: its price if it takes twice the booked time, but at most an hour longer.
 * A capture can only take what is held, so the hold must be higher than what is likely; the rest is let go at once.
 */
export function highestAmount(price: Price, bookedMinutes: number): Money {
  return priceVisit(price, (bookedMinutes + Math.min(bookedMinutes, mostExtraMinutes)) * 60).amount;
}
