import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/services.ts';
import type { Board } from '../../care/board/board.ts';
import { useNow } from '../../ui/time/use-now.ts';
import styles from '../admin.module.css';
import { figuresOf } from './figures.ts';
import { type Sessions, wordOf } from './sessions.ts';

const noVisits: Board = { visits: [] };

/** The figures on top. */
export function FigureRow({ sessions, board = noVisits }: { sessions: Sessions; board: Board | undefined }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const now = useNow(10_000);
  const figures = figuresOf(sessions, board, now);
  const shown = [
    [t('live.running'), format.number(figures.running)],
    [t('live.waiting'), format.number(figures.waiting)],
    [
      t('live.medianWait'),
      figures.medianWaitMs === undefined ? t('live.nobody') : format.minutes(figures.medianWaitMs),
    ],
    [
      t('live.quality'),
      figures.quality === undefined ? t('live.noCall') : t(`live.word.${wordOf(figures.quality)}`),
    ],
    [t('live.missed'), format.number(figures.missed)],
  ] as const;
  return (
    <dl className={styles['figures']} aria-label={t('live.figures')}>
      {shown.map(([label, value]) => (
        <div key={label} className={styles['figure']}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
