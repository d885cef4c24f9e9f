import { ActionIcon, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/services.ts';
import type { Board } from '../../care/board/board.ts';
import { useNow } from '../../ui/time/use-now.ts';
import styles from '../admin.module.css';
import { figuresOf } from './figures.ts';
import { type Sessions, wordOf } from './sessions.ts';

type Figure = { label: string; value: string; meaning?: string };

const noVisits: Board = { visits: [] };

/** The figures on top. */
export function FigureRow({ sessions, board = noVisits }: { sessions: Sessions; board: Board | undefined }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const now = useNow(10_000);
  const figures = figuresOf(sessions, board, now);
  const shown: readonly Figure[] = [
    { label: t('live.running'), value: format.number(figures.running) },
    { label: t('live.waiting'), value: format.number(figures.waiting) },
    {
      label: t('live.medianWait'),
      value: figures.medianWaitMs === undefined ? t('live.nobody') : format.minutes(figures.medianWaitMs),
    },
    {
      label: t('live.quality'),
      value: figures.quality === undefined ? t('live.noCall') : t(`live.word.${wordOf(figures.quality)}`),
    },
    {
      label: t('live.failures'),
      value: format.number(figures.failures),
      meaning: t('live.failuresMeaning'),
    },
    { label: t('live.missed'), value: format.number(figures.missed) },
  ];
  return (
    <dl className={styles['figures']} aria-label={t('live.figures')}>
      {shown.map(({ label, value, meaning }) => (
        <div key={label} className={styles['figure']}>
          <dt>
            {label}
            {meaning === undefined ? null : <Meaning of={label} text={meaning} />}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a figure counts, on hover, on focus and on a tap. */
function Meaning({ of, text }: { of: string; text: string }) {
  const { t } = useTranslation('admin');
  return (
    <Tooltip
      label={text}
      position="bottom"
      multiline
      w={300}
      events={{ hover: true, focus: true, touch: true }}
    >
      <ActionIcon className={styles['meaning'] ?? ''} aria-label={t('live.whatCounts', { of, text })}>
        <IconInfoCircle aria-hidden size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
