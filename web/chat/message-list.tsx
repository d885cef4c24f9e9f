import { Button } from '@mantine/core';
import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#contracts/chat/conversation.ts';
import type { UserId } from '#contracts/ids.ts';
import { useFormat, useMe } from '../app/services.ts';
import { useNow } from '../ui/time/use-now.ts';
import styles from './chat.module.css';
import { MessageBubble, OutgoingBubble } from './message-bubble.tsx';
import { type Thread, lastSeqOf, readByOthers, unreadOf } from './thread.ts';
import type { ThreadSession } from './thread-session.ts';

type Props = { thread: Thread; session: ThreadSession; emptyText: string };

/** The messages in their order, by day, newest at the bottom and in sight. */
export function MessageList({ thread, session, emptyText }: Props) {
  const { t } = useTranslation('chat');
  const me = useMe();
  const now = useNow(60_000);
  const list = useRef<HTMLDivElement>(null);
  useStayAtEnd(list, thread);
  useMarkRead({ thread, session, me: me.userId });
  const read = readByOthers(thread, me.userId);
  const lastRead = thread.messages.findLast((one) => one.author.userId === me.userId && one.seq <= read);
  const isEmpty = thread.messages.length === 0 && thread.outgoing.length === 0;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a log that scrolls must be reached by keyboard */}
      <div className={styles['list']} ref={list} role="log" aria-label={t('messages')} tabIndex={0}>
        {thread.hasEarlier ? (
          <Button variant="subtle" onClick={() => void session.loadEarlier().catch(() => undefined)}>
            {t('earlier')}
          </Button>
        ) : null}
        {isEmpty ? <p className={styles['empty']}>{emptyText}</p> : null}
        {thread.messages.map((message, at) => (
          <MessageRow
            key={message.id}
            message={message}
            before={thread.messages[at - 1]}
            now={now}
            isOwn={message.author.userId === me.userId}
            isRead={message.id === lastRead?.id}
          />
        ))}
        {thread.outgoing.map((outgoing) => (
          <OutgoingBubble
            key={outgoing.clientKey}
            outgoing={outgoing}
            retry={() => session.retry(outgoing.clientKey)}
          />
        ))}
      </div>
      <Typing thread={thread} me={me.userId} />
    </>
  );
}

type RowProps = {
  message: Message;
  before: Message | undefined;
  now: number;
  isOwn: boolean;
  isRead: boolean;
};

/** Drawn again only when it has changed: one more message costs the same in a long thread. */
const MessageRow = memo(function MessageRow({ message, before, now, isOwn, isRead }: RowProps) {
  const format = useFormat();
  const isNewDay = before === undefined || format.isOtherDay(before.sentAt, message.sentAt);
  const isNamed = isNewDay || before.author.userId !== message.author.userId;
  return (
    <div className={styles['row']}>
      {isNewDay ? <p className={styles['day']}>{format.day(message.sentAt, now)}</p> : null}
      <MessageBubble message={message} isOwn={isOwn} isNamed={isNamed} isRead={isRead} />
    </div>
  );
});

/** Who writes at the moment. It keeps its height, so that the box below does not jump. */
function Typing({ thread, me }: { thread: Thread; me: UserId }) {
  const { t } = useTranslation('chat');
  const now = useNow(1_000);
  const writer = thread.typing.find((one) => one.untilAt > now && one.userId !== me);
  return <p className={styles['typing']}>{writer === undefined ? '' : t('typing', { name: writer.name })}</p>;
}

/** Follows the end, unless the reader has scrolled up to read. */
function useStayAtEnd(list: React.RefObject<HTMLDivElement | null>, thread: Thread): void {
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = list.current;
    const onScroll = () => {
      if (element !== null)
        isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80;
    };
    element?.addEventListener('scroll', onScroll, { passive: true });
    return () => element?.removeEventListener('scroll', onScroll);
  }, [list]);
  const outgoing = thread.outgoing.length;
  const last = lastSeqOf(thread);
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && (isAtEnd.current || outgoing > 0))
      element.scrollTo({ top: element.scrollHeight });
  }, [list, outgoing, last]);
}

/** What is in sight is read: the list is shown and somebody looks at the page. */
function useMarkRead({ thread, session, me }: { thread: Thread; session: ThreadSession; me: UserId }) {
  const last = lastSeqOf(thread);
  const unread = unreadOf(thread, me);
  useEffect(() => {
    if (unread === 0) return undefined;
    const mark = () => {
      if (document.visibilityState === 'visible') session.markRead(last);
    };
    const timer = setTimeout(mark, 300);
    document.addEventListener('visibilitychange', mark);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', mark);
    };
  }, [session, last, unread]);
}
