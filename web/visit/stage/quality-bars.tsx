import { useTranslation } from 'react-i18next';
import { SignalBars } from '../../ui/status/signal-bars.tsx';
import { qualityOf } from './arrange.ts';
import styles from './stage.module.css';

/** How good somebody's connection is: bars and a word. */
export function QualityBars({ quality }: { quality: number | undefined }) {
  const { t } = useTranslation('visit');
  const figure = qualityOf(quality);
  if (figure === undefined) return null;
  return (
    <span className={styles['quality']} title={t('quality.title')}>
      <SignalBars bars={figure.bars} />
      <span className="visually-hidden">{t('quality.title')}: </span>
      <span className={styles['qualityWord']}>{t(`quality.${figure.word}`)}</span>
    </span>
  );
}
