import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeviceVerdict } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import styles from '../care.module.css';
import { type VerdictLine, verdictLines } from './verdict.ts';

const icon = (line: VerdictLine) => {
  if (line === 'ready') return IconCircleCheck;
  return line === 'unchecked' ? IconHelpCircle : IconAlertTriangle;
};

/** What the patient's device check found, in words. */
export function DeviceLine({ devices }: { devices: DeviceVerdict | undefined }) {
  const { t } = useTranslation('care');
  const format = useFormat();
  const title =
    devices === undefined ? undefined : t('devices.checkedAt', { time: format.absolute(devices.checkedAt) });
  return (
    <span className={styles['verdicts']} title={title}>
      {verdictLines(devices).map((line) => {
        const Icon = icon(line);
        return (
          <span key={line} className={styles['verdict']} data-line={line}>
            <Icon aria-hidden size={18} />
            {t(`devices.${line}`)}
          </span>
        );
      })}
    </span>
  );
}
