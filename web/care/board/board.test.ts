import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byWaiting, isOfTheDay, isWaiting, mergeBoards, windowOfDay, withVisit } from './board.ts';
import { aVisit, doctorId, ended, waiting } from './visit.kit.ts';

const noon = new Date(2026, 10, 21, 12).getTime();
const hour = 3_600_000;

describe('the board', () => {
  it('takes a newer version of a visit, and no older one', () => {
    const board = { visits: [aVisit({ number: 1, version: 3 })] };
    expect(withVisit(board, waiting({ number: 1, version: 4 }, 5)).visits).toEqual([
      waiting({ number: 1, version: 4 }, 5),
    ]);
    expect(withVisit(board, waiting({ number: 1, version: 2 }, 5))).toBe(board);
    expect(withVisit(board, waiting({ number: 1, version: 3 }, 5))).toBe(board);
  });

  it('takes a visit that it did not know', () => {
    expect(withVisit({ visits: [] }, aVisit({ number: 1 })).visits).toHaveLength(1);
  });

  it('ends at the same state in whatever order notices come', () => {
    const notices = [1, 2, 3, 4].map((version) => waiting({ number: 1, version }, version));
    fc.assert(
      fc.property(fc.shuffledSubarray(notices, { minLength: 4 }), (shuffled) => {
        const after = shuffled.reduce(withVisit, { visits: [] });
        expect(after.visits).toEqual([notices[3]]);
      }),
    );
  });

  it('keeps from a crossing notice what the snapshot does not hold yet', () => {
    const known = { visits: [waiting({ number: 1, version: 5 }, 5), aVisit({ number: 2 })] };
    const came = { visits: [aVisit({ number: 1, version: 4 })] };
    expect(mergeBoards(known, came).visits).toEqual([waiting({ number: 1, version: 5 }, 5)]);
    expect(mergeBoards(undefined, came)).toBe(came);
  });
});

describe('the order of those who wait', () => {
  it('is who was sent back, then who waits longest', () => {
    const by = { userId: doctorId, name: 'Dr. A', role: 'doctor' };
    const sentBack = aVisit({ number: 3 }, { status: 'waiting', waitingSince: 90, sentBack: { by, at: 90 } });
    const visits = [waiting({ number: 1 }, 60), waiting({ number: 2 }, 30), sentBack].filter(isWaiting);
    expect(visits.toSorted(byWaiting).map(({ waitingSince }) => waitingSince)).toEqual([90, 30, 60]);
  });
});

describe('the day', () => {
  it('is watched from before its start to after its end', () => {
    const { fromAt, toAt } = windowOfDay(noon);
    expect(fromAt).toBeLessThan(new Date(2026, 10, 21).getTime());
    expect(toAt).toBeGreaterThan(new Date(2026, 10, 22).getTime());
  });

  it('holds what starts on it, and what is near and not over', () => {
    const late = new Date(2026, 10, 21, 23, 50).getTime();
    const tomorrow = new Date(2026, 10, 22, 0, 10).getTime();
    const yesterday = new Date(2026, 10, 20, 23).getTime();
    expect(isOfTheDay(aVisit({ number: 1, startsAt: noon + 5 * hour }), noon)).toBe(true);
    expect(isOfTheDay(aVisit({ number: 1, startsAt: tomorrow }), late)).toBe(true);
    expect(isOfTheDay(aVisit({ number: 1, startsAt: tomorrow }), noon)).toBe(false);
    expect(isOfTheDay(waiting({ number: 1, startsAt: yesterday }, 1), noon)).toBe(true);
    expect(isOfTheDay(ended({ number: 1, startsAt: yesterday }, 2), noon)).toBe(false);
  });
});
