import type { Now } from '#platform/clock.ts';

/** Remembers what was used, until it would be refused for its age anyway. */
export function createOnce({ now, most }: { now: Now; most: number }) {
  const usedUntil = new Map<string, number>();

  function forgetOld(): void {
    for (const [id, until] of usedUntil) {
      if (until > now() && usedUntil.size < most) return;
      usedUntil.delete(id);
    }
  }

  return {
    /** Whether this id comes for the first time; it is remembered until `untilAt`. */
    isFirst(id: string, untilAt: number): boolean {
      forgetOld();
      if (usedUntil.has(id)) return false;
      usedUntil.set(id, untilAt);
      return true;
    },
  };
}
