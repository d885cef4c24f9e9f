import { describe, expect, it } from 'vitest';
import { qualityOf } from './quality.ts';

describe('quality', () => {
  it('is the worst of all that is known', () => {
    expect(qualityOf({ sending: [10, 9], receiving: [10] })).toBe(9);
    expect(qualityOf({ sending: [10], receiving: [4, 10] })).toBe(4);
    expect(qualityOf({ sending: [10], receiving: [10], report: { lossRatio: 0.2 } })).toBe(1);
    expect(qualityOf({ sending: [10], receiving: [], report: { roundTripMs: 850 } })).toBe(5);
  });

  it('says nothing before the first measurement, and stays within bounds', () => {
    expect(qualityOf({ sending: [], receiving: [] })).toBeUndefined();
    expect(qualityOf({ sending: [], receiving: [], report: { lossRatio: 1 } })).toBe(0);
    expect(qualityOf({ sending: [], receiving: [], report: { roundTripMs: 20 } })).toBe(10);
  });
});
