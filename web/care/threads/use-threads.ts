import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Message } from '#contracts/chat/conversation.ts';
import type { NoticeOf } from '#contracts/define.ts';
import type { ChatSocket } from '#contracts/sockets/chat.ts';
import { useLiveQuery, useNotice, useSocket } from '../../app/use-socket.ts';
import { type Threads, withMessage, withReceipt } from './threads.ts';

const key = ['threads'] as const;

/** The threads of the clinic with what is unread in them, live. */
export function useThreads() {
  const port = useSocket('chat');
  const queries = useQueryClient();
  const query = useLiveQuery<ChatSocket, Threads>({
    port,
    key,
    ask: (chat) => chat.request('conversation:list', { limit: 100 }),
  });
  const onMessage = useCallback(
    (message: Message) => {
      const known = queries.getQueryData<Threads>(key);
      if (known === undefined) return;
      const next = withMessage(known, message);
      if (next !== undefined) queries.setQueryData<Threads>(key, next);
      else queries.invalidateQueries({ queryKey: key }).catch(() => undefined);
    },
    [queries],
  );
  const onReceipt = useCallback(
    (moved: NoticeOf<ChatSocket, 'receipt:moved'>) => {
      queries.setQueryData<Threads>(key, (known) => known && withReceipt(known, moved));
    },
    [queries],
  );
  useNotice(port, 'message:sent', onMessage);
  useNotice(port, 'receipt:moved', onReceipt);
  return query;
}
