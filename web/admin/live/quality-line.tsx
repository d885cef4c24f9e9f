import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/time/use-now.ts';
import styles from '../admin.module.css';
import { type Sample, pointsOf } from './quality-history.ts';
import { wordOf } from './sessions.ts';

const box = { width: 120, height: 28 };

/** The quality of the last minutes as a small line, and how it is now in a word. */
export function QualityLine({
  samples,
  quality,
}: {
  samples: readonly Sample[];
  quality: number | undefined;
}) {
  const { t } = useTranslation('admin');
  const now = useNow(5_000);
  const word = t(`live.word.${wordOf(quality)}`);
  return (
    <span className={styles['quality']} data-word={wordOf(quality)}>
      <svg
        viewBox={`0 0 ${box.width} ${box.height}`}
        width={box.width}
        height={box.height}
        role="img"
        aria-label={t('live.line', { word })}
      >
        <line x1="0" x2={box.width} y1={box.height - 0.5} y2={box.height - 0.5} stroke="var(--line)" />
        <polyline
          points={pointsOf(samples, { now, ...box })}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinejoin="round"
        />
      </svg>
      {word}
    </span>
  );
}
