import { expect, it } from 'vitest';
import { z } from 'zod';
import { newUuid } from './clock.ts';

it('makes ids that differ, sort by their time, and parse', () => {
  const ids = Array.from({ length: 2_000 }, newUuid);
  expect(new Set(ids).size).toBe(2_000);
  expect(ids.every((id) => z.uuidv7().safeParse(id).success)).toBe(true);
  const times = ids.map((id) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});
