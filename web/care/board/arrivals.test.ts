import { expect, it } from 'vitest';
import { arrivalsBetween, sentOnBetween } from './arrivals.ts';
import { aVisit, otherDoctorId, running, waiting } from './visit.kit.ts';

const ids = (found: ReturnType<typeof arrivalsBetween>) => found.map(({ patient }) => patient.name);

it('tells who began to wait, and nobody on the first look', () => {
  const before = { visits: [aVisit({ number: 1 }), waiting({ number: 2 }, 5)] };
  const after = { visits: [waiting({ number: 1 }, 9), waiting({ number: 2 }, 5), waiting({ number: 3 }, 9)] };
  expect(ids(arrivalsBetween(before, after))).toEqual(['Patient 1', 'Patient 3']);
  expect(arrivalsBetween(undefined, after)).toEqual([]);
});

it('tells of one who was sent back from the call', () => {
  const before = { visits: [running({ number: 1 })] };
  expect(ids(arrivalsBetween(before, { visits: [waiting({ number: 1 }, 9)] }))).toEqual(['Patient 1']);
});

it('tells who was sent to another doctor, and of nobody who was let in', () => {
  const before = {
    visits: [waiting({ number: 1 }, 5), waiting({ number: 2 }, 5), waiting({ number: 3 }, 5)],
  };
  const after = { visits: [waiting({ number: 3 }, 5)] };
  const whole = {
    visits: [waiting({ number: 1, doctor: otherDoctorId }, 5), running({ number: 2 }), ...after.visits],
  };
  expect(ids(sentOnBetween(before, after, whole))).toEqual(['Patient 1']);
  expect(sentOnBetween(undefined, after, whole)).toEqual([]);
});
