import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { isWaiting } from '../../care/board/board.ts';
import { Verdicts } from '../../care/patient/verdicts.tsx';
import { Waited } from '../../care/patient/waited.tsx';
import { StatusBadge } from '../../ui/status/status-badge.tsx';
import { statusOfVisit } from '../../ui/status/status-of-visit.ts';
import styles from './today.module.css';

type Props = { visit: Visit; isChosen: boolean; isInReach: boolean; choose: () => void; open: () => void };

/** One visit of the day: when, who, why, and how it stands. */
export function VisitRow({ visit, isChosen, isInReach, choose, open }: Props) {
  const { t } = useTranslation('care');
  const format = useFormat();
  return (
    <li>
      <button
        type="button"
        className={styles['row']}
        data-visit={visit.id}
        data-status={visit.status}
        aria-current={isChosen ? 'true' : undefined}
        tabIndex={isInReach ? 0 : -1}
        onClick={(event) => {
          choose();
          // A click without a pointer is Enter; on a narrow page what was chosen lies on another view.
          if (event.detail === 0 || globalThis.matchMedia('(max-width: 60em)').matches) open();
        }}
      >
        <time className={styles['time']} dateTime={new Date(visit.startsAt).toISOString()}>
          {format.time(visit.startsAt)}
        </time>
        <span className={styles['who']}>
          <span className={styles['name']}>{visit.patient.name}</span>
          <span className={styles['why']}>{visit.reason === '' ? visit.visitTypeName : visit.reason}</span>
          {isWaiting(visit) ? <Verdicts visit={visit} /> : null}
          {isWaiting(visit) && visit.sentBack !== undefined ? (
            <span className={styles['why']}>{t('sentBackBy', { name: visit.sentBack.by.name })}</span>
          ) : null}
          {isWaiting(visit) && visit.handedOver !== undefined ? (
            <span className={styles['why']}>{t('sentFrom', { name: visit.handedOver.from.name })}</span>
          ) : null}
        </span>
        <span className={styles['stands']}>
          <StatusBadge status={statusOfVisit(visit.status)} />
          {isWaiting(visit) ? <Waited since={visit.waitingSince} /> : null}
        </span>
      </button>
    </li>
  );
}
