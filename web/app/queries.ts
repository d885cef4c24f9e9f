import { QueryClient } from '@tanstack/react-query';
import { Refusal } from '#contracts/refusal.ts';

const passing = new Set(['unavailable', 'deadline_exceeded']);

/** What is loaded and kept. Only what may pass by itself is tried again; a refusal is an answer. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (times, error) => times < 2 && error instanceof Refusal && passing.has(error.code),
        retryDelay: (times) => 300 * 2 ** times,
      },
    },
  });
}
