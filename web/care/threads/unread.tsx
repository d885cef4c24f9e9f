import { IconMessage } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './threads.module.css';

/** How many messages are unread; nothing when there are none. */
export function Unread({ count }: { count: number }) {
  const { t } = useTranslation('care');
  if (count === 0) return null;
  return (
    <span className={styles['unread']}>
      <IconMessage aria-hidden size={16} />
      <span aria-hidden>{count}</span>
      <span className="visually-hidden">{t('unread', { count })}</span>
    </span>
  );
}
