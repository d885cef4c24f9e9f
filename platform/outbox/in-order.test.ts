import { describe, expect, it } from 'vitest';
import type { PendingEvents } from '#platform/store/store.ts';
import { firstOnes, splitUnsure, upToOwn } from './in-order.ts';
import { thingMade } from '#platform/store/thing-made.kit.ts';

const pending = (documentId: string, position: number): PendingEvents => ({
  collection: 'things',
  documentId,
  position,
  events: [thingMade(documentId, position)],
});
const [a1, b2, a3, b4, a5] = [
  pending('a', 1),
  pending('b', 2),
  pending('a', 3),
  pending('b', 4),
  pending('a', 5),
] as const;
const idOf = ({ events }: PendingEvents) => events[0]!.id;

describe('what one document tells', () => {
  it('waits for what it told before, though another clock makes it look older', () => {
    expect(firstOnes([a1, b2, a3, b4, a5], (one) => one !== a3)).toEqual([a1, b2, b4]);
  });

  it('is looked up as a whole where a part of it is unsure', () => {
    const unsure = { ...a3, isUnsure: true } as const;
    const { sure, own, places } = splitUnsure([a1, b2, unsure]);
    expect([sure, [...own], places]).toEqual([[b2], [idOf(a1), idOf(a3)], [unsure]]);
  });

  it('is published up to the last own event: neither what comes later nor where none is own', () => {
    expect(upToOwn([a1, b2, a3, b4, a5], new Set([idOf(a3)]))).toEqual([a1, a3]);
    expect(upToOwn([], new Set([idOf(a3)]))).toEqual([]);
  });
});
