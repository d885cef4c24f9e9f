import { expect, it } from 'vitest';
import { createLru } from './lru.ts';

it('keeps the values used last, also while many others come', () => {
  const lru = createLru<number>(10);
  for (let n = 0; n < 100; n++) {
    lru.set(String(n), n);
    expect(lru.get('0')).toBe(0);
    for (let last = Math.max(0, n - 3); last <= n; last++) expect(lru.get(String(last))).toBe(last);
  }
});

it('forgets what is deleted, and has the value that was set last', () => {
  const lru = createLru<number>(4);
  for (let n = 0; n < 4; n++) lru.set(String(n), n);
  lru.set('3', 30);
  lru.delete('2');
  expect([lru.get('2'), lru.get('3')]).toEqual([undefined, 30]);
});

it('lets go of what was used long ago', () => {
  const lru = createLru<number>(10);
  for (let n = 0; n < 20; n++) lru.set(String(n), n);
  const kept = Array.from({ length: 20 }, (_, n) => lru.get(String(n))).filter((n) => n !== undefined);
  expect(kept.length).toBeLessThanOrEqual(10);
  expect(kept).toContain(19);
});
