import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { OutputOf } from '#contracts/define.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import type { QueuePlace, Visit } from '#contracts/visits/visit.ts';
import { useLiveQuery, useNotice, useSocket } from '../app/use-socket.ts';

type Watched = OutputOf<LiveSocket, 'visit:watch'>;

/** The newer of two states of a visit; the place in the queue goes with waiting. */
export function newerVisit(known: Watched | undefined, came: Watched): Watched {
  const isOlder = known !== undefined && known.visit.version > came.visit.version;
  const visit = isOlder ? known.visit : came.visit;
  const queue = came.queue ?? known?.queue;
  return visit.status === 'waiting' && queue !== undefined ? { visit, queue } : { visit };
}

/** One visit and its place in the queue, live. */
export function useVisit(visitId: VisitId) {
  const port = useSocket('live');
  const queries = useQueryClient();
  const onVisit = useCallback(
    ({ visit }: { visit: Visit }) => {
      if (visit.id !== visitId) return;
      queries.setQueryData<Watched>(['visit', visitId], (known) => newerVisit(known, { visit }));
    },
    [queries, visitId],
  );
  const onQueue = useCallback(
    (queue: QueuePlace) => {
      if (queue.visitId !== visitId) return;
      queries.setQueryData<Watched>(
        ['visit', visitId],
        (known) => known && newerVisit(known, { ...known, queue }),
      );
    },
    [queries, visitId],
  );
  useNotice(port, 'visit:changed', onVisit);
  useNotice(port, 'queue:changed', onQueue);
  return useLiveQuery({
    port,
    key: ['visit', visitId],
    ask: (live) => live.request('visit:watch', { visitId }),
    merge: newerVisit,
  });
}
