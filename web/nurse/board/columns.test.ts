import { describe, expect, it } from 'vitest';
import { UserId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { aVisit, doctorId, ended, otherDoctorId, running, waiting } from '../../care/board/visit.kit.ts';
import { columnNames, columnsOf, doctorsOf, isNew, isUrgent, moveOnBoard, stackedNames } from './columns.ts';

const now = new Date(2026, 10, 21, 12).getTime();
const at = (minutes: number) => now + minutes * 60_000;
const look = { now, doctorId: undefined, search: '', unread: () => 0 };
const names = (visits: readonly Visit[]) => visits.map(({ patient }) => patient.name);

const board = {
  visits: [
    aVisit({ number: 1, startsAt: at(40), name: 'Booked' }),
    waiting({ number: 2, startsAt: at(0), name: 'Waits 8' }, at(-8)),
    waiting({ number: 3, startsAt: at(-30), name: 'Waits 20' }, at(-20)),
    waiting({ number: 4, startsAt: at(5), name: 'New' }, at(-1)),
    waiting({ number: 5, startsAt: at(-5), name: 'Has written' }, at(-6)),
    running({ number: 6, startsAt: at(-15), name: 'In', doctor: otherDoctorId }),
    ended({ number: 7, startsAt: at(-90), name: 'Over first' }, at(-70)),
    ended({ number: 8, startsAt: at(-60), name: 'Over last' }, at(-40)),
  ],
};

describe('the columns of the board', () => {
  it('hold each visit once, by how it stands', () => {
    const columns = columnsOf(board, look);
    expect(names(columns.expected)).toEqual(['Booked']);
    expect(names(columns.withDoctor)).toEqual(['In']);
    expect(names(columns.done)).toEqual(['Over last', 'Over first']);
    expect(Object.values(columns).flat()).toHaveLength(board.visits.length);
  });

  it('are all there where they stand one above the other, who waits first', () => {
    expect(stackedNames.toSorted()).toEqual(columnNames.toSorted());
    expect(stackedNames[0]).toBe('waiting');
  });

  it('show urgent first, then who is new or has written, then who waits longest', () => {
    const unread = ({ patient }: Visit) => (patient.name === 'Has written' ? 2 : 0);
    expect(names(columnsOf(board, { ...look, unread }).waiting)).toEqual([
      'Waits 20',
      'Has written',
      'New',
      'Waits 8',
    ]);
  });

  it('show one doctor’s visits, or a patient’s by a part of the name', () => {
    const ofOther = columnsOf(board, { ...look, doctorId: UserId.parse(otherDoctorId) });
    expect(names(Object.values(ofOther).flat())).toEqual(['In']);
    const named = columnsOf(board, { ...look, search: ' waits ' });
    expect(names(Object.values(named).flat())).toEqual(['Waits 20', 'Waits 8']);
  });

  it('name the doctors of the day once', () => {
    expect(doctorsOf(board).map(({ userId }) => userId)).toEqual([doctorId, otherDoctorId]);
  });
});

describe('what asks for attention', () => {
  it('is urgent after a quarter of an hour beyond the booked time, not for who came early', () => {
    expect(isUrgent(waiting({ number: 1, startsAt: at(-15) }, at(-40)), now)).toBe(true);
    expect(isUrgent(waiting({ number: 1, startsAt: at(5) }, at(-40)), now)).toBe(false);
    expect(isUrgent(running({ number: 1, startsAt: at(-60) }), now)).toBe(false);
  });

  it('is new for two minutes', () => {
    expect(isNew(waiting({ number: 1 }, at(-1)), now)).toBe(true);
    expect(isNew(waiting({ number: 1 }, at(-2)), now)).toBe(false);
  });
});

describe('moving on the board', () => {
  const columns = columnsOf(board, look);
  const idOf = (name: string) => board.visits.find(({ patient }) => patient.name === name)?.id;
  const move = (from: string | undefined, key: string) => {
    const to = moveOnBoard(columns, from === undefined ? undefined : idOf(from), key);
    return board.visits.find(({ id }) => id === to)?.patient.name;
  };

  it.each([
    [undefined, 'ArrowDown', 'Booked'],
    ['Booked', 'ArrowRight', 'Waits 20'],
    ['Waits 20', 'ArrowDown', 'New'],
    ['Waits 20', 'ArrowUp', 'Waits 20'],
    ['Has written', 'ArrowRight', 'In'],
    ['In', 'ArrowRight', 'Over last'],
    ['Over first', 'ArrowRight', 'Over first'],
    ['In', 'ArrowLeft', 'Waits 20'],
    ['Over last', 'End', 'Over first'],
    ['Over first', 'Home', 'Over last'],
    ['In', 'x', undefined],
  ])('from %s, %s leads to %s', (from, key, to) => {
    expect(move(from, key)).toBe(to);
  });

  it('passes over columns without a card', () => {
    const few = { ...columns, waiting: [], withDoctor: [] };
    const next = moveOnBoard(few, idOf('Booked'), 'ArrowRight');
    expect(next).toBe(idOf('Over last'));
  });
});
