import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import styles from '../care.module.css';
import { EarlierVisits } from './earlier-visits.tsx';
import { VisitFacts } from './visit-facts.tsx';

/** Beside the call: why the patient is here, and what was before. */
export function PatientPanel({ visit }: { visit: Visit }) {
  const { t } = useTranslation('care');
  return (
    <div className={styles['panel']}>
      <VisitFacts visit={visit} />
      <Title order={3}>{t('earlier.title')}</Title>
      <EarlierVisits visit={visit} />
    </div>
  );
}
