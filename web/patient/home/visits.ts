import { useQuery } from '@tanstack/react-query';
import type { Visit } from '#contracts/visits/visit.ts';
import { useApi } from '../../app/services.ts';

const renewEveryMs = 20_000;

/** The patient's own visits, latest start first. Renewed while the page is looked at. */
export function useVisits() {
  const api = useApi();
  return useQuery({
    queryKey: ['visits'],
    queryFn: ({ signal }) => api.visits.listVisits({ query: { limit: 50 } }, { signal }),
    refetchInterval: renewEveryMs,
    refetchOnMount: 'always',
  });
}

/** Whether there is still something to join. */
export function isComing(visit: Visit): boolean {
  switch (visit.status) {
    case 'booked':
    case 'waiting':
    case 'admitted':
    case 'running':
      return true;
    case 'ended':
    case 'no_show':
    case 'cancelled':
      return false;
    default:
      return visit satisfies never;
  }
}
