import type { Now } from '#platform/clock.ts';

type Entry<T> = { claims: T; until: number };

/** What verified tokens say, until they expire: verifying costs a curve operation, and the same token comes again and again. */
export function createRemembered<T>({ now, most }: { now: Now; most: number }) {
  const known = new Map<string, Entry<T>>();

  return {
    get(token: string): T | undefined {
      const entry = known.get(token);
      if (entry === undefined || entry.until > now()) return entry?.claims;
      known.delete(token);
      return undefined;
    },

    /** The oldest is forgotten for it when there are too many. */
    add(token: string, claims: T, until: number): T {
      if (known.size >= most) known.delete(known.keys().next().value ?? '');
      known.set(token, { claims, until });
      return claims;
    },
  };
}
