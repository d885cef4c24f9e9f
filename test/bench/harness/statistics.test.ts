import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, percentile, ratios, summarize } from './statistics.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });

describe('percentile', () => {
  it('takes the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([50, 95, 99, 100]);
  });

  it('is one of the values, and enough of them do not pass it', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
        const result = percentile(all, share);
        expect(all).toContain(result);
        expect(all.filter((value) => value <= result).length).toBeGreaterThanOrEqual(
          all.length * share - 1e-6,
        );
      }),
    );
  });

  it('refuses to make a figure of nothing', () => {
    expect(() => percentile([], 0.5)).toThrow('Nothing was measured.');
  });
});

describe('median', () => {
  it('is the middle, or between the middle two', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  });
});

describe('ratios', () => {
  it('compares run with run, so that a machine that slows down does not move the median', () => {
    const bare = summarize([[10], [10], [100], [100], [100]]);
    const ours = summarize([[5], [5], [50], [50], [50]]);
    expect(ratios(ours, bare).p50).toBe(0.5);
  });
});

describe('summarize', () => {
  it('tells how far the runs lie apart', () => {
    expect(summarize([[9, 10, 11], [12], [11]])).toMatchObject({ samples: 5, runs: [10, 12, 11], p95: 12 });
    expect(summarize([[9, 10, 11], [12], [11]]).spread).toBeCloseTo(2 / 11);
  });
});
