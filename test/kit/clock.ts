type Timer = { at: number; run: () => void };

/** A clock that stands still until it is moved. `timers` fits whatever takes timers handed in. */
export function createClock(startAt = Date.UTC(2030, 0, 1)) {
  let time = startAt;
  const timers = new Set<Timer>();
  return {
    now: () => time,
    timers(run: () => void, afterMs: number): () => void {
      const timer = { at: time + afterMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    /** When the next timer rings. */
    nextAt: () => Math.min(...[...timers].map(({ at }) => at)),
    /** Moves on and rings, in their order, the timers that are reached; those set meanwhile too. */
    advance(ms: number): void {
      const end = time + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        time = Math.max(time, next.at);
        next.run();
      }
      time = end;
    },
  };
}
export type Clock = ReturnType<typeof createClock>;
