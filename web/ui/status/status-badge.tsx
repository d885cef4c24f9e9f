import {
  IconCalendarEvent,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconUrgent,
  IconVideo,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './status-badge.module.css';

/** How something stands, in the same words, icons and colours everywhere. */
export type Status = 'expected' | 'waiting' | 'live' | 'urgent' | 'ended' | 'missed' | 'cancelled';

const icons = {
  expected: IconCalendarEvent,
  waiting: IconClock,
  live: IconVideo,
  urgent: IconUrgent,
  ended: IconCircleCheck,
  missed: IconCircleX,
  cancelled: IconCircleX,
} as const;

export function StatusBadge({ status }: { status: Status }) {
  const { t } = useTranslation();
  const Icon = icons[status];
  return (
    <span className={styles['badge']} data-status={status}>
      <Icon aria-hidden size={18} />
      {t(`status.${status}`)}
    </span>
  );
}
