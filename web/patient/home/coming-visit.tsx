import { Button, Text, Title } from '@mantine/core';
import { IconCalendarEvent, IconClock, IconReceipt, IconVideo } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { Initials } from '../../ui/person/initials.tsx';
import { StatusBadge } from '../../ui/status/status-badge.tsx';
import { statusOfVisit } from '../../ui/status/status-of-visit.ts';
import { Moment } from '../../ui/time/moment.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import styles from './home.module.css';

/** A visit to come: who, when, how long, what it may cost, and the way in. */
export function ComingVisit({ visit, isNext }: { visit: Visit; isNext: boolean }) {
  const { t } = useTranslation('patient');
  const format = useFormat();
  const now = useNow();
  return (
    <section
      className={styles['card']}
      data-next={isNext || undefined}
      aria-label={t('home.visitWith', { name: visit.doctor.name })}
    >
      <div className={styles['who']}>
        <Initials name={visit.doctor.name} />
        <div className={styles['names']}>
          <Title order={isNext ? 2 : 3} size="h3">
            {visit.doctor.name}
          </Title>
          <Text c="dimmed">{visit.doctor.specialty ?? visit.visitTypeName}</Text>
        </div>
        {visit.status === 'booked' ? null : <StatusBadge status={statusOfVisit(visit.status)} />}
      </div>
      <ul className={styles['facts']}>
        <li>
          <IconCalendarEvent aria-hidden size={22} />
          <span>
            {format.dayAndTime(visit.startsAt, now)} · <Moment at={visit.startsAt} />
          </span>
        </li>
        <li>
          <IconClock aria-hidden size={22} />
          {t('home.length', { length: format.duration(visit.durationMinutes * 60) })}
        </li>
        {visit.estimatedPrice === undefined ? null : (
          <li>
            <IconReceipt aria-hidden size={22} />
            {t('home.cost', { price: format.money(visit.estimatedPrice) })}
          </li>
        )}
      </ul>
      <Join visit={visit} isNext={isNext} />
    </section>
  );
}

function Join({ visit, isNext }: { visit: Visit; isNext: boolean }) {
  const { t } = useTranslation('patient');
  const navigate = useNavigate();
  const format = useFormat();
  const now = useNow();
  if (visit.status === 'booked' && now < visit.opensAt) {
    return (
      <Text className={styles['opens'] ?? ''}>
        {t('home.opens', { when: format.dayAndTime(visit.opensAt, now) })}
      </Text>
    );
  }
  return (
    <Button
      onClick={() => navigate(`/patient/visits/${visit.id}`)}
      size="xl"
      fullWidth
      variant={isNext ? 'filled' : 'default'}
      leftSection={<IconVideo aria-hidden size={24} />}
    >
      {visit.status === 'booked' ? t('home.join') : t('home.return')}
    </Button>
  );
}
