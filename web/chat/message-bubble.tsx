import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChecks } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#contracts/chat/conversation.ts';
import { useFormat } from '../app/services.ts';
import styles from './chat.module.css';
import type { Outgoing } from './thread.ts';

type Props = { message: Message; isOwn: boolean; isNamed: boolean; isRead: boolean };

export function MessageBubble({ message, isOwn, isNamed, isRead }: Props) {
  const { t } = useTranslation('chat');
  const format = useFormat();
  return (
    <div className={styles['bubble']} data-own={isOwn || undefined}>
      {isNamed ? (
        <p className={isOwn ? 'visually-hidden' : styles['author']}>
          {isOwn ? t('you') : message.author.name}
        </p>
      ) : null}
      <p className={styles['body']}>{message.body}</p>
      <p className={styles['meta']}>
        <time dateTime={new Date(message.sentAt).toISOString()} title={format.absolute(message.sentAt)}>
          {format.time(message.sentAt)}
        </time>
        {isRead ? (
          <span className={styles['read']}>
            <IconChecks aria-hidden size={18} />
            {t('read')}
          </span>
        ) : null}
      </p>
    </div>
  );
}

export function OutgoingBubble({ outgoing, retry }: { outgoing: Outgoing; retry: () => void }) {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  return (
    <div className={styles['bubble']} data-own data-outgoing>
      <p className={styles['body']}>{outgoing.body}</p>
      {outgoing.isFailed ? (
        <p className={styles['meta']}>
          <IconAlertTriangle aria-hidden size={18} />
          {t('notSent')}
          <Button variant="subtle" size="compact-md" onClick={retry}>
            {common('tryAgain')}
          </Button>
        </p>
      ) : (
        <p className={styles['meta']}>{t('sending')}</p>
      )}
    </div>
  );
}
