import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billableIntervals, billableSeconds, type Span } from './billable-intervals.ts';

const moment = fc.integer({ min: 0, max: 200 });
const span: fc.Arbitrary<Span> = fc.record({ fromAt: moment, toAt: fc.option(moment, { nil: undefined }) });
const spans = fc.array(span, { maxLength: 12 });
const presence = fc.record({ patient: spans, care: spans, admitted: spans });

const covers = (list: readonly Span[], at: number, endAt: number) =>
  list.some(({ fromAt, toAt = endAt }) => fromAt <= at && at < Math.min(toAt, endAt));

describe('billable intervals', () => {
  it('are exactly the moments at which both sides were connected and the patient admitted', () => {
    fc.assert(
      fc.property(presence, moment, (given, endAt) => {
        const intervals = billableIntervals(given, endAt);
        for (let at = 0; at <= 200; at++) {
          const counts = Object.values(given).every((list) => covers(list, at, endAt));
          expect(covers(intervals, at, endAt)).toBe(counts);
        }
      }),
    );
  });

  it('are in order, apart, not empty, and end by the end', () => {
    fc.assert(
      fc.property(presence, moment, (given, endAt) => {
        let last = -1;
        for (const { fromAt, toAt } of billableIntervals(given, endAt)) {
          expect(fromAt).toBeGreaterThan(last);
          expect(toAt).toBeGreaterThan(fromAt);
          expect(toAt).toBeLessThanOrEqual(endAt);
          last = toAt;
        }
      }),
    );
  });

  it('do not depend on the order of the facts', () => {
    const shuffled = presence.chain((given) =>
      fc.record({
        given: fc.constant(given),
        other: fc.record({
          patient: fc.shuffledSubarray(given.patient, { minLength: given.patient.length }),
          care: fc.shuffledSubarray(given.care, { minLength: given.care.length }),
          admitted: fc.shuffledSubarray(given.admitted, { minLength: given.admitted.length }),
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, moment, ({ given, other }, endAt) => {
        expect(billableIntervals(other, endAt)).toEqual(billableIntervals(given, endAt));
      }),
    );
  });

  it('never grow when the visit ends earlier or somebody is connected less', () => {
    fc.assert(
      fc.property(presence, moment, moment, (given, one, other) => {
        const total = (endAt: number, patient = given.patient) =>
          billableIntervals({ ...given, patient }, endAt).reduce(
            (sum, { fromAt, toAt }) => sum + toAt - fromAt,
            0,
          );
        expect(total(Math.min(one, other))).toBeLessThanOrEqual(total(Math.max(one, other)));
        expect(total(one, given.patient.slice(1))).toBeLessThanOrEqual(total(one));
      }),
    );
  });

  it('are rounded down once, over all of them', () => {
    const halves = [
      { fromAt: 0, toAt: 600 },
      { fromAt: 1_000, toAt: 1_600 },
      { fromAt: 2_000, toAt: 2_900 },
    ];
    expect(billableSeconds(halves)).toBe(2);
    expect(billableSeconds([])).toBe(0);
  });
});
