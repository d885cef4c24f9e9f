import { describe, expect, it } from 'vitest';
import { dropInvitation, takeInvitation } from './invitation.ts';

function createWorld() {
  const kept = new Map<string, string>();
  const shown: unknown[] = [];
  let keys = 0;
  const tab = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
  const history = {
    state: null,
    replaceState: (...args: unknown[]) => void shown.push(args.at(-1)),
  } as unknown as History;
  const take = (hash: string) =>
    takeInvitation({
      tab,
      history,
      location: { hash, pathname: '/join' } as unknown as Location,
      newKey: () => `key-${++keys}`,
    });
  return { tab, shown, take };
}

describe('takeInvitation', () => {
  it('takes the token out of the address at once', () => {
    const { take, shown } = createWorld();
    expect(take('#secret')).toEqual({ token: 'secret', clientKey: 'key-1' });
    expect(shown).toEqual(['/join']);
  });

  it('repeats with the same key after a reload, until it was used', () => {
    const { take, tab } = createWorld();
    const first = take('#secret');
    expect(take('')).toEqual(first);
    expect(take('#secret')).toEqual(first);
    expect(take('#other')?.clientKey).toBe('key-2');
    dropInvitation(tab);
    expect(take('')).toBeUndefined();
  });
});
