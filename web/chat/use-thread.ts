import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ConversationId, UserId, VisitId } from '#contracts/ids.ts';
import { whenConnected } from '../api/socket-client.ts';
import { useConnected, useSocket } from '../app/use-socket.ts';
import { createOutbox } from './outbox.ts';
import { type Thread, emptyThread } from './thread.ts';
import { ThreadSession } from './thread-session.ts';

/** Which thread: a visit's, a patient's with the care team, or one that is known by its id. */
export type ThreadTarget =
  | { kind: 'visit'; visitId: VisitId }
  | { kind: 'team'; patientId: UserId }
  | { kind: 'known'; conversationId: ConversationId };

export type OpenThread = {
  thread: Thread;
  session: ThreadSession | undefined;
  isConnected: boolean;
  /** Why it could not be opened. */
  problem: unknown;
  retry: () => void;
};

const nothing = () => () => undefined;

/** A thread, live, for as long as the component is there. */
export function useThread(target: ThreadTarget | undefined): OpenThread {
  const port = useSocket('chat');
  const isConnected = useConnected(port);
  const found = useQuery({
    queryKey: ['conversation', target],
    enabled: port !== undefined && target !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      if (target === undefined || port === undefined) throw new Error('Not enabled without a target.');
      if (target.kind === 'known') return target.conversationId;
      await whenConnected(port);
      return (await port.request('conversation:find', target)).id;
    },
  });
  const conversationId = found.data;
  const [session, setSession] = useState<ThreadSession>();
  useEffect(() => {
    if (port === undefined || conversationId === undefined) return undefined;
    const opened = ThreadSession.create({
      port,
      conversationId,
      outbox: createOutbox(sessionStorage, conversationId),
      now: () => Date.now(),
      newKey: () => crypto.randomUUID(),
    });
    setSession(opened);
    return () => {
      setSession(undefined);
      opened.close();
    };
  }, [port, conversationId]);
  const thread = useSyncExternalStore(session?.subscribe ?? nothing, session?.read ?? (() => emptyThread));
  const openProblem = useSyncExternalStore(
    session?.subscribe ?? nothing,
    session?.readProblem ?? (() => undefined),
  );
  const retry = () => {
    if (session === undefined) void found.refetch();
    else session.reopen();
  };
  return { thread, session, isConnected, problem: found.error ?? openProblem, retry };
}
