import { describe, expect, it } from 'vitest';
import { createFormat } from './format.ts';

const format = createFormat({ locale: 'en-GB', timeZone: 'Europe/Vienna' });
const noon = Date.parse('2026-11-21T11:00:00Z');
const minute = 60_000;

describe('createFormat', () => {
  it('says near moments as people do, and far ones with their day', () => {
    expect(format.near(noon + 12 * minute, noon)).toBe('in 12 minutes');
    expect(format.near(noon - 5_000, noon)).toBe('now');
    expect(format.near(noon - 120 * minute, noon)).toBe('2 hours ago');
    expect(format.near(noon + 26 * 60 * minute, noon)).toBe('Tomorrow, 14:00');
    expect(format.near(noon + 72 * 60 * minute, noon)).toBe('Tuesday 24 November, 12:00');
  });

  it("takes the reader's day, not the one of Greenwich", () => {
    const lateEvening = Date.parse('2026-11-21T23:30:00Z');
    expect(format.day(lateEvening, noon)).toBe('Tomorrow');
    expect(format.isOtherDay(lateEvening, noon)).toBe(true);
  });

  it('counts days over the change to summer time', () => {
    const before = Date.parse('2026-03-28T12:00:00Z');
    expect(format.day(Date.parse('2026-03-29T11:00:00Z'), before)).toBe('Tomorrow');
  });

  it('writes clocks and durations', () => {
    expect(format.clock(725_000)).toBe('12:05');
    expect(format.clock(3_725_000)).toBe('1:02:05');
    expect(format.clock(-5)).toBe('0:00');
    expect(format.duration(725)).toBe('12 mins 5 secs');
    expect(format.duration(0)).toBe('0 secs');
    expect(format.exactDuration(11_690)).toBe('11.6 secs');
    expect(format.exactDuration(125_050)).toBe('2 mins 5 secs');
    expect(format.minutes(4.9 * minute)).toBe('4 mins');
  });

  it("writes money with its currency's own decimals", () => {
    expect(format.money({ minorUnits: 3_800, currency: 'EUR' })).toBe('€38.00');
    expect(format.money({ minorUnits: 3_800, currency: 'JPY' })).toBe('JP¥3,800');
  });
});
