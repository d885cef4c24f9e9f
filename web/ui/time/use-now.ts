import { useSyncExternalStore } from 'react';
import { tickerOf } from './ticker.ts';

/** The time, renewed every so many milliseconds. */
export function useNow(everyMs = 10_000): number {
  const { subscribe, read } = tickerOf(everyMs);
  return useSyncExternalStore(subscribe, read);
}
