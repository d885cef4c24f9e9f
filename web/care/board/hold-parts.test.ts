import { expect, it } from 'vitest';
import { holdParts } from './hold-parts.ts';
import { aVisit, running, waiting } from './visit.kit.ts';

const [one, two, three] = [1, 2, 3].map((number) => waiting({ number }, number));

it('keeps each row where it was, as it stands now', () => {
  const shown = { waiting: [one!, two!], live: [] };
  const now = running({ number: 1 });
  expect(holdParts(shown, { waiting: [two!], live: [now] })).toEqual({ waiting: [now, two], live: [] });
});

it('lets go of what is gone, and makes what is new wait', () => {
  const shown = { waiting: [one!, two!], live: [] };
  expect(holdParts(shown, { waiting: [three!, two!], live: [aVisit({ number: 4 })] })).toEqual({
    waiting: [two],
    live: [],
  });
});
