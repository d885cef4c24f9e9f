import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price } from '#contracts/billing/receipt.ts';
import { highestAmount } from './highest-amount.ts';
import { priceVisit } from './price-visit.ts';

const price: Price = {
  visitType: 'consultation',
  flat: { minorUnits: 2500, currency: 'EUR' },
  perStartedMinute: { minorUnits: 150, currency: 'EUR' },
  includedMinutes: 10,
};
const amountAfter = (seconds: number) => priceVisit(price, seconds).amount.minorUnits;

const somePrice = fc
  .record({
    flat: fc.integer({ min: 0, max: 100_000 }),
    perMinute: fc.integer({ min: 0, max: 10_000 }),
    includedMinutes: fc.integer({ min: 0, max: 120 }),
  })
  .map(({ flat, perMinute, includedMinutes }) => ({
    visitType: 'consultation',
    flat: { minorUnits: flat, currency: 'EUR' },
    perStartedMinute: { minorUnits: perMinute, currency: 'EUR' },
    includedMinutes,
  }));
const someSeconds = fc.integer({ min: 0, max: 20_000 });

describe('the price of a visit', () => {
  it('is nothing when it never took place', () => {
    expect(priceVisit(price, 0)).toEqual({ amount: { minorUnits: 0, currency: 'EUR' }, lines: [] });
  });

  it('is the flat part up to the last included second, and counts the next minute from its first second', () => {
    expect([1, 599, 600].map(amountAfter)).toEqual([2500, 2500, 2500]);
    expect([601, 660, 661].map(amountAfter)).toEqual([2650, 2650, 2800]);
  });

  it('is the sum of its lines, whole, and never less for more seconds', () => {
    fc.assert(
      fc.property(somePrice, someSeconds, someSeconds, (any, a, b) => {
        const [shorter, longer] = [priceVisit(any, Math.min(a, b)), priceVisit(any, Math.max(a, b))];
        const sum = longer.lines.reduce((total, line) => total + line.amount.minorUnits, 0);
        expect(sum).toBe(longer.amount.minorUnits);
        expect(Number.isSafeInteger(sum)).toBe(true);
        expect(longer.amount.minorUnits).toBeGreaterThanOrEqual(shorter.amount.minorUnits);
      }),
    );
  });

  it('counts as many minutes as were begun after the included ones', () => {
    fc.assert(
      fc.property(somePrice, someSeconds, (any, seconds) => {
        const minutes = priceVisit(any, seconds).lines.find(({ kind }) => kind === 'minutes')?.minutes ?? 0;
        const beyond = seconds - any.includedMinutes * 60;
        // Enough for every second, and not a minute more.
        expect(minutes * 60).toBeGreaterThanOrEqual(Math.max(0, beyond));
        expect((minutes - 1) * 60).toBeLessThan(Math.max(1, beyond));
      }),
    );
  });

  it('fits into what is held before it, up to twice the booked time or an hour more', () => {
    fc.assert(
      fc.property(
        somePrice,
        fc.integer({ min: 1, max: 240 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (any, bookedMinutes, part) => {
          const longest = bookedMinutes + Math.min(bookedMinutes, 60);
          const { amount } = priceVisit(any, Math.floor(longest * 60 * part));
          expect(amount.minorUnits).toBeLessThanOrEqual(highestAmount(any, bookedMinutes).minorUnits);
        },
      ),
    );
  });
});
