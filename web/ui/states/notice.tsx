import { IconAlertTriangle, IconCircleCheck, IconClock, IconInfoCircle } from '@tabler/icons-react';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

export type Tone = 'expected' | 'waiting' | 'live' | 'urgent';

const icons = {
  expected: IconInfoCircle,
  waiting: IconClock,
  live: IconCircleCheck,
  urgent: IconAlertTriangle,
};

type Props = {
  tone: Tone;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  role?: 'alert' | 'status';
};

/** A block that tells something: an icon, a line, what it means, and perhaps what to do. */
export function Notice({ tone, title, children, action, role }: Props) {
  const Icon = icons[tone];
  return (
    <div className={styles['notice']} data-tone={tone} role={role}>
      <Icon aria-hidden size={24} className={styles['icon']} />
      <div className={styles['words']}>
        <Text fw={600}>{title}</Text>
        {children === undefined ? null : <div>{children}</div>}
      </div>
      {action === undefined ? null : <div className={styles['action']}>{action}</div>}
    </div>
  );
}
