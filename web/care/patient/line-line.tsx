import { IconAntennaBars1, IconAntennaBars2, IconAntennaBars3, IconAntennaBars5 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LineVerdict } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import styles from '../care.module.css';

const icons = { good: IconAntennaBars5, weak: IconAntennaBars3, very_weak: IconAntennaBars2 } as const;

/** How the patient's line was measured in the waiting room, in words. */
export function LineLine({ line }: { line: LineVerdict | undefined }) {
  const { t } = useTranslation('care');
  const format = useFormat();
  if (line === undefined)
    return (
      <span className={styles['verdict']} data-line="unchecked">
        <IconAntennaBars1 aria-hidden size={18} />
        {t('line.unmeasured')}
      </span>
    );
  const Icon = icons[line.strength];
  const time = format.absolute(line.measuredAt);
  return (
    <span
      className={styles['verdict']}
      data-line={line.strength}
      title={t(line.isRelayed ? 'line.measuredRelayed' : 'line.measured', { time })}
    >
      <Icon aria-hidden size={18} />
      {t(`line.${line.strength}`)}
    </span>
  );
}
