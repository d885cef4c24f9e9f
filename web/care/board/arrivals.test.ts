import { expect, it } from 'vitest';
import { arrivalsBetween } from './arrivals.ts';
import { aVisit, running, waiting } from './visit.kit.ts';

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
