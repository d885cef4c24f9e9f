import { Text, Title } from '@mantine/core';
import { IconStar, IconStarFilled } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useApi } from '../../app/services.ts';
import { useProblemText } from '../../ui/states/problem-text.ts';
import styles from './after.module.css';

type Ended = Extract<Visit, { status: 'ended' }>;
const values = [1, 2, 3, 4, 5] as const;

/** One question: how was the call. The last word counts. */
export function RateCall({ visit }: { visit: Ended }) {
  const { t } = useTranslation('patient');
  const api = useApi();
  const problemText = useProblemText();
  const rate = useMutation({
    mutationFn: (rating: number) => api.visits.rateVisit({ params: { visitId: visit.id }, body: { rating } }),
  });
  const chosen = rate.variables ?? visit.rating ?? 0;
  return (
    <fieldset className={styles['card']}>
      <Title order={2} size="h3" component="legend">
        {t('rate.title')}
      </Title>
      <div className={styles['stars']}>
        {values.map((value) => (
          <label key={value} className={styles['star']}>
            <input
              type="radio"
              name="rating"
              value={value}
              checked={chosen === value}
              onChange={() => rate.mutate(value)}
              aria-label={t('rate.value', { count: value })}
            />
            {value <= chosen ? <IconStarFilled aria-hidden size={34} /> : <IconStar aria-hidden size={34} />}
          </label>
        ))}
      </div>
      <Text role="status" c="dimmed">
        {rate.isError ? problemText(rate.error) : rate.isSuccess ? t('rate.thanks') : t('rate.scale')}
      </Text>
    </fieldset>
  );
}
