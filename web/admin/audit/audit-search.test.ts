import { expect, it } from 'vitest';
import { noSearch, queryOf, searchable, wordOfAction } from './audit-search.ts';

it('asks for nothing in particular without a search', () => {
  expect(queryOf(noSearch)).toEqual({});
});

it('searches whole days of the reader, the last one to its end', () => {
  const { fromAt, toAt } = queryOf({ ...noSearch, fromDay: '2026-11-20', toDay: '2026-11-21' });
  expect(fromAt).toBe(new Date(2026, 10, 20).getTime());
  expect(toAt).toBe(new Date(2026, 10, 22).getTime());
});

it('has a word for everything that is offered to search for', () => {
  expect(searchable.filter((action) => wordOfAction(action) === undefined)).toEqual([]);
});

it('has no word for what it does not know', () => {
  expect(wordOfAction('toString')).toBeUndefined();
});
