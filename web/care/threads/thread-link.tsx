import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../app/services.ts';
import { Initials } from '../../ui/person/initials.tsx';
import { Moment } from '../../ui/time/moment.tsx';
import { Unread } from './unread.tsx';
import styles from './threads.module.css';
import { type ThreadRow, unreadOf } from './threads.ts';

/** One thread in the list: whose, what was said last and when, and how much is unread. */
export function ThreadLink({ row, isChosen }: { row: ThreadRow; isChosen: boolean }) {
  const { t } = useTranslation('care');
  const me = useMe();
  const { conversation, lastMessage } = row;
  return (
    <Link
      to={`?thread=${conversation.id}`}
      replace
      className={styles['link']}
      aria-current={isChosen ? 'true' : undefined}
    >
      <Initials name={conversation.patient.name} size={44} />
      <span className={styles['words']}>
        <span className={styles['name']}>
          {conversation.patient.name}
          <span className={styles['kind']}> · {t(`threads.kind.${conversation.kind}`)}</span>
        </span>
        {lastMessage === undefined ? null : (
          <span className={styles['last']}>
            {lastMessage.author.userId === me.userId ? t('threads.you') : lastMessage.author.name}:{' '}
            {lastMessage.body}
          </span>
        )}
      </span>
      <span className={styles['when']}>
        {lastMessage === undefined ? null : <Moment at={lastMessage.sentAt} />}
        <Unread count={unreadOf(row, me.userId)} />
      </span>
    </Link>
  );
}
