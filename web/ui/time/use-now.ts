import { useSyncExternalStore } from 'react';

const tickers = new Map<number, { now: number; listeners: Set<() => void>; timer: number }>();

/** The time, renewed every so many milliseconds; everybody with the same step ticks together. */
export function useNow(everyMs = 10_000): number {
  return useSyncExternalStore(
    (listener) => subscribe(everyMs, listener),
    () => tickers.get(everyMs)?.now ?? floor(everyMs),
  );
}

const floor = (everyMs: number) => Math.floor(Date.now() / everyMs) * everyMs;

function subscribe(everyMs: number, listener: () => void): () => void {
  const ticker = tickers.get(everyMs) ?? start(everyMs);
  ticker.listeners.add(listener);
  return () => {
    ticker.listeners.delete(listener);
    if (ticker.listeners.size > 0) return;
    window.clearInterval(ticker.timer);
    tickers.delete(everyMs);
  };
}

function start(everyMs: number) {
  const ticker = {
    now: floor(everyMs),
    listeners: new Set<() => void>(),
    timer: window.setInterval(
      () => {
        ticker.now = floor(everyMs);
        for (const listener of ticker.listeners) listener();
      },
      Math.min(everyMs, 1_000),
    ),
  };
  tickers.set(everyMs, ticker);
  return ticker;
}
