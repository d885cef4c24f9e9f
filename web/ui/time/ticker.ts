type Ticker = { subscribe: (listener: () => void) => () => void; read: () => number };

const tickers = new Map<number, Ticker>();

/** Everybody with the same step ticks together. The same ticker each time: who asks again need not subscribe again. */
export function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs) ?? createTicker(everyMs, Date.now);
  tickers.set(everyMs, known);
  return known;
}

/**
 * The time in steps. While somebody listens it changes with a tick and never in between: what is drawn may take longer
 * than a step, and would else be drawn again and again.
 */
export function createTicker(everyMs: number, now: () => number): Ticker {
  const listeners = new Set<() => void>();
  const step = () => Math.floor(now() / everyMs) * everyMs;
  let at = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    at = step();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) {
        at = step();
        timer = setInterval(tick, Math.min(everyMs, 1_000));
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    read: () => (timer === undefined ? step() : at),
  };
}
