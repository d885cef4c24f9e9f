import { describe, expect, it } from 'vitest';
import { UserId } from '#contracts/ids.ts';
import { aVisit, doctorId, ended, otherDoctorId, running, waiting } from '../../care/board/visit.kit.ts';
import { doctorsDay, nextAfter, rowsOf } from './doctors-day.ts';

const now = new Date(2026, 10, 21, 12).getTime();
const minute = 60_000;
const me = { doctorId: UserId.parse(doctorId), now };
const at = (minutes: number) => now + minutes * minute;
const names = (visits: readonly { patient: { name: string } }[]) => visits.map(({ patient }) => patient.name);

const board = {
  visits: [
    aVisit({ number: 1, startsAt: at(40), name: 'Later' }),
    aVisit({ number: 2, startsAt: at(20), name: 'Sooner' }),
    waiting({ number: 3, startsAt: at(0), name: 'Came last' }, at(-2)),
    waiting({ number: 4, startsAt: at(10), name: 'Came first' }, at(-9)),
    running({ number: 5, startsAt: at(-15), name: 'In' }),
    ended({ number: 6, startsAt: at(-60), name: 'Over' }, at(-40)),
    waiting({ number: 7, startsAt: at(0), doctor: otherDoctorId, name: 'Of another' }, at(-30)),
  ],
};

describe('a doctor’s day', () => {
  it('holds the doctor’s own visits, each in one part', () => {
    const day = doctorsDay(board, me);
    expect(names(day.live)).toEqual(['In']);
    expect(names(day.waiting)).toEqual(['Came first', 'Came last']);
    expect(names(day.day)).toEqual(['Over', 'Sooner', 'Later']);
    expect(rowsOf(day)).toHaveLength(6);
  });

  it('says who comes next: who waits longest, then who is booked next', () => {
    const day = doctorsDay(board, me);
    const [, first, last] = rowsOf(day);
    expect(nextAfter(day, rowsOf(day)[0]!.id, now)?.patient.name).toBe('Came first');
    expect(nextAfter(day, first!.id, now)).toBe(last);
    expect(nextAfter({ ...day, waiting: [] }, first!.id, now)?.patient.name).toBe('Sooner');
    expect(nextAfter({ live: [], waiting: [], day: [] }, first!.id, now)).toBeUndefined();
  });
});
