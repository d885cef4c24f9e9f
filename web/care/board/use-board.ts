import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { NoticeOf } from '#contracts/define.ts';
import type { LiveSocket } from '#contracts/sockets/live.ts';
import { useMe } from '../../app/services.ts';
import { useConnected, useLiveQuery, useNotice, useSocket } from '../../app/use-socket.ts';
import { useNow } from '../../ui/time/use-now.ts';
import { type Board, mergeBoards, windowOfDay, withVisit } from './board.ts';

/** The visits of the day in the clinics of whoever is signed in, live. */
export function useBoard() {
  const port = useSocket('live');
  const isConnected = useConnected(port);
  const queries = useQueryClient();
  const { clinicIds } = useMe();
  const { fromAt, toAt } = windowOfDay(useNow(60_000));
  const query = useLiveQuery<LiveSocket, Board>({
    port,
    key: ['board', fromAt],
    ask: async (live) => {
      const answers = clinicIds.map((clinicId) => live.request('board:watch', { clinicId, fromAt, toAt }));
      return { visits: (await Promise.all(answers)).flatMap(({ visits }) => visits) };
    },
    merge: mergeBoards,
  });
  const apply = useCallback(
    ({ visit }: NoticeOf<LiveSocket, 'visit:changed'>) => {
      if (visit.startsAt < fromAt || visit.startsAt >= toAt || !clinicIds.includes(visit.clinicId)) return;
      queries.setQueryData<Board>(['board', fromAt], (board) => board && withVisit(board, visit));
    },
    [queries, fromAt, toAt, clinicIds],
  );
  useNotice(port, 'visit:changed', apply);
  return { query, isConnected, port, apply };
}
