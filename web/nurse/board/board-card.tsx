import { IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { isLive, isWaiting } from '../../care/board/board.ts';
import { Verdicts } from '../../care/patient/verdicts.tsx';
import { Waited } from '../../care/patient/waited.tsx';
import { Unread } from '../../care/threads/unread.tsx';
import { StatusBadge } from '../../ui/status/status-badge.tsx';
import { statusOfVisit } from '../../ui/status/status-of-visit.ts';
import { useNow } from '../../ui/time/use-now.ts';
import styles from './board.module.css';
import { isNew, isUrgent } from './columns.ts';

type Props = { visit: Visit; unread: number; isInReach: boolean; onFocus: () => void; open: () => void };

/** One visit of the clinic: who, why, with whom, since when, and what asks for attention. */
export function BoardCard({ visit, unread, isInReach, onFocus, open }: Props) {
  const { t } = useTranslation('nurse');
  const format = useFormat();
  const now = useNow(10_000);
  const urgent = isUrgent(visit, now);
  return (
    <li>
      <button
        type="button"
        className={styles['card']}
        data-visit={visit.id}
        data-urgent={urgent || undefined}
        tabIndex={isInReach ? 0 : -1}
        onFocus={onFocus}
        onClick={open}
      >
        <span className={styles['cardTop']}>
          <span className={styles['name']}>{visit.patient.name}</span>
          <Unread count={unread} />
        </span>
        <span className={styles['why']}>{visit.reason === '' ? visit.visitTypeName : visit.reason}</span>
        <span className={styles['why']}>
          {format.time(visit.startsAt)} {t('card.with', { doctor: visit.doctor.name })}
        </span>
        {isWaiting(visit) ? <Verdicts visit={visit} /> : null}
        <span className={styles['cardTop']}>
          <StatusBadge status={urgent ? 'urgent' : statusOfVisit(visit.status)} />
          {isWaiting(visit) ? <Waited since={visit.waitingSince} /> : null}
          {isLive(visit) ? <span>{t('card.since', { time: format.time(visit.admittedAt) })}</span> : null}
          {isNew(visit, now) ? (
            <span className={styles['new']}>
              <IconSparkles aria-hidden size={18} />
              {t('card.new')}
            </span>
          ) : null}
        </span>
      </button>
    </li>
  );
}
