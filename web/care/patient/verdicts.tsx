import type { Visit } from '#contracts/visits/visit.ts';
import styles from '../care.module.css';
import { DeviceLine } from './device-line.tsx';
import { LineLine } from './line-line.tsx';

/** Whether the patient can be seen and heard, and how the line would carry it: side by side, where there is room. */
export function Verdicts({ visit }: { visit: Visit }) {
  return (
    <span className={styles['verdicts']}>
      <DeviceLine devices={visit.devices} />
      <LineLine line={visit.line} />
    </span>
  );
}
