import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { LiveNode, LiveSession } from '#contracts/call/live.ts';
import type { VisitId } from '#contracts/ids.ts';
import type { SessionsSocket } from '#contracts/sockets/sessions.ts';
import { useConnected, useLiveQuery, useNotice, useSocket } from '../../app/use-socket.ts';
import { useNow } from '../../ui/time/use-now.ts';
import { mayBeBack } from './nodes.ts';
import { type History, withSamples } from './quality-history.ts';
import { type Sessions, withAnswer, withNode, withSession, withoutSession } from './sessions.ts';

const key = ['sessions'] as const;

/** The calls and the nodes, live. */
export function useSessions() {
  const port = useSocket('sessions');
  const isConnected = useConnected(port);
  const queries = useQueryClient();
  const query = useLiveQuery<SessionsSocket, Sessions>({
    port,
    key,
    ask: (live) => live.request('sessions:watch', {}),
    merge: withAnswer,
  });
  const now = useNow(5_000);
  const isDue = query.data?.nodes.some((node) => mayBeBack(node, now)) ?? false;
  useEffect(() => {
    if (isDue) queries.invalidateQueries({ queryKey: key }).catch(() => undefined);
  }, [isDue, now, queries]);
  const change = useCallback(
    (apply: (all: Sessions) => Sessions) =>
      queries.setQueryData<Sessions>(key, (known) => known && apply(known)),
    [queries],
  );
  useNotice(
    port,
    'session:changed',
    useCallback((session: LiveSession) => void change((all) => withSession(all, session)), [change]),
  );
  useNotice(
    port,
    'session:ended',
    useCallback((ended: { visitId: VisitId }) => void change((all) => withoutSession(all, ended)), [change]),
  );
  useNotice(
    port,
    'node:changed',
    useCallback((node: LiveNode) => void change((all) => withNode(all, node)), [change]),
  );
  return { query, isConnected };
}

/** The quality of each call over the last minutes, as this page has seen it. */
export function useQualityHistory(sessions: Sessions): History {
  const [history, setHistory] = useState<History>(new Map());
  const now = useNow(5_000);
  useEffect(() => {
    setHistory((before) => withSamples(before, sessions, now));
  }, [sessions, now]);
  return history;
}
