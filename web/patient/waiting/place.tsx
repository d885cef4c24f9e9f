import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QueuePlace } from '#contracts/visits/visit.ts';
import styles from './waiting.module.css';

/** The place in the queue and an honest range of minutes. It keeps its height while it is not known. */
export function Place({ queue }: { queue: QueuePlace | undefined }) {
  const { t } = useTranslation('patient');
  return (
    <div className={styles['place']} role="status">
      <Text size="xl" fw={650}>
        {queue === undefined ? t('waiting.connected') : t('waiting.place', { count: queue.place - 1 })}
      </Text>
      <Text>{queue === undefined ? t('waiting.noPlace') : minutes(t, queue)}</Text>
    </div>
  );
}

type Say = ReturnType<typeof useTranslation<'patient'>>['t'];

function minutes(t: Say, { minutesFrom, minutesTo }: QueuePlace): string {
  if (minutesTo <= 1) return t('waiting.anyMoment');
  if (minutesFrom === 0) return t('waiting.upTo', { count: minutesTo });
  if (minutesFrom === minutesTo) return t('waiting.about', { count: minutesTo });
  return t('waiting.range', { from: minutesFrom, to: minutesTo });
}
