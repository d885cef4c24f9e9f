import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { VisitId } from '#contracts/ids.ts';
import { useFormat, useMe } from '../../app/services.ts';
import { isWaiting } from '../../care/board/board.ts';
import { useBoard } from '../../care/board/use-board.ts';
import { Waited } from '../../care/patient/waited.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import { doctorsDay, nextAfter } from '../today/doctors-day.ts';
import styles from './after.module.css';

type Props = {
  visitId: VisitId;
  /** Nothing else is left to do here. */
  isMain: boolean;
};

/** Who comes next, and the way there. */
export function NextPatient({ visitId, isMain }: Props) {
  const { t } = useTranslation('doctor');
  const { userId } = useMe();
  const format = useFormat();
  const now = useNow(60_000);
  const { query } = useBoard();
  if (query.data === undefined) return null;
  const variant = isMain ? 'filled' : 'default';
  const next = nextAfter(doctorsDay(query.data, { doctorId: userId, now }), visitId, now);
  if (next === undefined)
    return (
      <section className={styles['card']}>
        <Text>{t('after.nobody')}</Text>
        <Button component={Link} to="/doctor" variant={variant}>
          {t('call.toToday')}
        </Button>
      </section>
    );
  return (
    <section className={styles['next']} data-waiting={isWaiting(next) || undefined}>
      <div>
        <Text fw={650}>{t('after.next', { name: next.patient.name })}</Text>
        <Text>
          {isWaiting(next) ? (
            <Waited since={next.waitingSince} />
          ) : (
            t('after.nextComes', { time: format.time(next.startsAt) })
          )}
        </Text>
      </div>
      <Button component={Link} to={`/doctor?visit=${next.id}`} variant={variant}>
        {t('after.open')}
      </Button>
    </section>
  );
}
