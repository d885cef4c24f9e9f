import { expect, it } from 'vitest';
import { moveInList } from './move-in-list.ts';

const rows = ['a', 'b', 'c'];

it.each([
  ['a', 'ArrowDown', 'b'],
  ['c', 'ArrowDown', 'c'],
  ['b', 'ArrowUp', 'a'],
  ['a', 'ArrowUp', 'a'],
  ['b', 'Home', 'a'],
  ['b', 'End', 'c'],
  [undefined, 'ArrowDown', 'a'],
  [undefined, 'ArrowUp', 'c'],
  ['b', 'x', undefined],
])('from %s, %s leads to %s', (from, key, to) => {
  expect(moveInList(rows, from, key)).toBe(to);
});

it('leads nowhere in an empty list', () => {
  expect(moveInList([], undefined, 'ArrowDown')).toBeUndefined();
});
