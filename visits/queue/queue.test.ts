import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Standing } from '../visit/visit.ts';
import { storedVisit } from '../visit/visit.sample.ts';
import { placesOf } from './queue.ts';

const minuteMs = 60_000;
const now = 100 * minuteMs;
const waitingSince = (minutes: number, more: Partial<Extract<Standing, { status: 'waiting' }>> = {}) =>
  storedVisit({
    status: 'waiting',
    startsAt: now,
    standing: { status: 'waiting', waitingSince: now - minutes * minuteMs, ...more },
  });

describe('the queue', () => {
  it('lets who waits longest go first, and who was sent back before them', () => {
    const [early, late] = [waitingSince(20), waitingSince(3)];
    const by = { userId: early.doctorId, name: 'Ada Novak', role: 'doctor' as const };
    const back = waitingSince(1, { sentBack: { by, at: now - minuteMs } });
    const places = placesOf([late, back, early], [], now);
    expect(places.map(({ visitId }) => visitId)).toEqual([back._id, early._id, late._id]);
    expect(places.map(({ place }) => place)).toEqual([1, 2, 3]);
  });

  it('says a range that begins now for the next, when nobody is in the call', () => {
    expect(placesOf([waitingSince(5)], [], now)).toMatchObject([{ minutesFrom: 0, minutesTo: 5 }]);
  });

  it('counts the visit that runs, and the time until the booked start', () => {
    const running = storedVisit({
      status: 'running',
      standing: { status: 'running', admittedAt: now - 10 * minuteMs, admittedBy: waitingSince(0).doctorId },
      durationMinutes: 20,
    });
    expect(placesOf([waitingSince(5)], [running], now)).toMatchObject([{ minutesFrom: 0, minutesTo: 25 }]);
    const early = { ...waitingSince(5), startsAt: now + 12 * minuteMs };
    expect(placesOf([early], [], now)).toMatchObject([{ minutesFrom: 0, minutesTo: 17 }]);
  });

  it('gives everybody one place, and nobody a better range than those before', () => {
    const visits = fc.array(
      fc.record({
        since: fc.nat(120),
        minutes: fc.integer({ min: 5, max: 240 }),
        starts: fc.integer({ min: -60, max: 60 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(visits, (given) => {
        const waiting = given.map(({ since, minutes, starts }) => ({
          ...waitingSince(since),
          durationMinutes: minutes,
          startsAt: now + starts * minuteMs,
        }));
        const places = placesOf(waiting, [], now);
        expect(new Set(places.map(({ visitId }) => visitId)).size).toBe(waiting.length);
        for (const [index, place] of places.entries()) {
          const before = places[index - 1];
          expect(place.place).toBe(index + 1);
          expect(place.minutesFrom).toBeLessThanOrEqual(place.minutesTo);
          if (!before) continue;
          expect(place.minutesFrom).toBeGreaterThanOrEqual(before.minutesFrom);
          expect(place.minutesTo).toBeGreaterThanOrEqual(before.minutesTo);
        }
      }),
    );
  });
});
