import fc from 'fast-check';
import { expect, it } from 'vitest';
import { momentOf, nextQuarter } from './booking.ts';

it('offers the next quarter of an hour', () => {
  expect(nextQuarter(new Date(2026, 10, 21, 8, 31).getTime())).toEqual({ date: '2026-11-21', time: '08:45' });
  expect(nextQuarter(new Date(2026, 11, 31, 23, 50).getTime())).toEqual({
    date: '2027-01-01',
    time: '00:00',
  });
});

it('offers what can be booked, at any moment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_600_000_000_000, max: 2_000_000_000_000 }), (now) => {
      expect(momentOf(nextQuarter(now), now)).toBeGreaterThan(now);
    }),
  );
});

it('takes no moment that has passed, and none that is not whole', () => {
  const now = new Date(2026, 10, 21, 8, 31).getTime();
  expect(momentOf({ date: '2026-11-21', time: '08:30' }, now)).toBeUndefined();
  expect(momentOf({ date: '', time: '09:00' }, now)).toBeUndefined();
  expect(momentOf({ date: '2026-11-21', time: '' }, now)).toBeUndefined();
});
