import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat, useMe } from '../../app/services.ts';
import { useBoard } from '../../care/board/use-board.ts';
import { ArrivalNote } from '../../care/board/arrival-note.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import { doctorsDay } from '../today/doctors-day.ts';
import styles from './call.module.css';

/** Beside the clock: the booked length, time over it, and how many wait. */
export function CallHeader({ visit }: { visit: Visit }) {
  const { t } = useTranslation(['doctor', 'care']);
  const format = useFormat();
  const { userId } = useMe();
  const now = useNow(10_000);
  const { query } = useBoard();
  const bookedMs = visit.durationMinutes * 60_000;
  const booked = { minutes: format.minutes(bookedMs) };
  const overMs = visit.status === 'running' ? now - visit.startedAt - bookedMs : 0;
  const others = query.data && doctorsDay(query.data, { doctorId: userId, now }).waiting;
  const waiting = others?.filter(({ id }) => id !== visit.id) ?? [];
  return (
    <>
      <span className={styles['chip']} data-over={overMs >= 60_000 || undefined}>
        {overMs >= 60_000
          ? t('call.over', { minutes: format.minutes(overMs) })
          : visit.status === 'running'
            ? t('call.booked', booked)
            : t('care:lengthMinutes', booked)}
      </span>
      {query.data === undefined ? null : (
        <span className={styles['chip']}>{t('call.waiting', { count: waiting.length })}</span>
      )}
      <ArrivalNote board={query.data && { visits: waiting }} />
    </>
  );
}
