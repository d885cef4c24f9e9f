import { Anchor, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { StatusBadge } from '../../ui/status/status-badge.tsx';
import { statusOfVisit } from '../../ui/status/status-of-visit.ts';
import { useNow } from '../../ui/time/use-now.ts';
import styles from './home.module.css';

/** A visit that is over, with the way to its receipt and note. */
export function EarlierVisit({ visit }: { visit: Visit }) {
  const { t } = useTranslation('patient');
  const format = useFormat();
  const now = useNow(60_000);
  return (
    <Anchor
      component={Link}
      to={`/patient/visits/${visit.id}`}
      underline="never"
      className={styles['earlier']}
    >
      <span className={styles['names']}>
        <Text fw={600} component="span" display="block">
          {visit.doctor.name}
        </Text>
        <Text c="dimmed" component="span" display="block">
          {format.dayAndTime(visit.startsAt, now)}
        </Text>
        <Text component="span" display="block" className={styles['link']}>
          {visit.status === 'ended' && visit.hasNote ? t('home.receiptAndNote') : t('home.receipt')}
        </Text>
      </span>
      <StatusBadge status={statusOfVisit(visit.status)} />
      <IconChevronRight aria-hidden size={22} />
    </Anchor>
  );
}
