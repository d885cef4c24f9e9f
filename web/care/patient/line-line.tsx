import { useTranslation } from 'react-i18next';
import type { LineVerdict } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { SignalBars } from '../../ui/status/signal-bars.tsx';
import styles from '../care.module.css';

const bars = { good: 4, weak: 2, very_weak: 1 } as const;

/** How the patient's line was measured in the waiting room, in words. */
export function LineLine({ line }: { line: LineVerdict | undefined }) {
  const { t } = useTranslation('care');
  const format = useFormat();
  if (line === undefined)
    return (
      <span className={styles['verdict']} data-line="unchecked">
        <SignalBars bars={0} />
        {t('line.unmeasured')}
      </span>
    );
  const time = format.absolute(line.measuredAt);
  return (
    <span
      className={styles['verdict']}
      data-line={line.strength}
      title={t(line.isRelayed ? 'line.measuredRelayed' : 'line.measured', { time })}
    >
      <SignalBars bars={bars[line.strength]} />
      {t(`line.${line.strength}`)}
    </span>
  );
}
