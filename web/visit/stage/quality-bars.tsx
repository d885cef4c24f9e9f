import { useTranslation } from 'react-i18next';
import { qualityOf } from './arrange.ts';
import styles from './stage.module.css';

/** How good somebody's connection is: bars and a word. */
export function QualityBars({ quality }: { quality: number | undefined }) {
  const { t } = useTranslation('visit');
  const figure = qualityOf(quality);
  if (figure === undefined) return null;
  return (
    <span className={styles['quality']} title={t('quality.title')}>
      <svg viewBox="0 0 20 16" width={20} height={16} aria-hidden>
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 5}
            y={16 - bar * 4}
            width={3.5}
            height={bar * 4}
            rx={1}
            fill="currentColor"
            opacity={bar <= figure.bars ? 1 : 0.3}
          />
        ))}
      </svg>
      <span className="visually-hidden">{t('quality.title')}: </span>
      {t(`quality.${figure.word}`)}
    </span>
  );
}
