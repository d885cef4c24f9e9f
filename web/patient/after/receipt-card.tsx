import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Receipt } from '#contracts/billing/receipt.ts';
import type { VisitId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { useApi, useFormat } from '../../app/services.ts';
import { QueryView } from '../../ui/states/query-view.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import styles from './after.module.css';
import { HowWorkedOut } from './how-worked-out.tsx';

const lookAgainMs = 1_500;
const done = new Set<Receipt['status']>(['captured', 'released', 'attention']);

/** What was billed and the seconds it rests on. It fills in by itself while the charge is under way. */
export function ReceiptCard({ visitId }: { visitId: VisitId }) {
  const { t } = useTranslation('patient');
  const api = useApi();
  const receipt = useQuery({
    queryKey: ['receipt', visitId],
    queryFn: async ({ signal }) => {
      try {
        return await api.billing.readReceipt({ params: { visitId } }, { signal });
      } catch (error) {
        // Not billed yet, or never to be.
        if (error instanceof Refusal && (error.code === 'not_billed' || error.code === 'not_found'))
          return null;
        throw error;
      }
    },
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data !== undefined && (data === null ? dataUpdateCount < 8 : !done.has(data.status))
        ? lookAgainMs
        : false,
  });
  return (
    <section className={styles['card']} aria-label={t('receipt.title')}>
      <Title order={2} size="h3">
        {t('receipt.title')}
      </Title>
      <QueryView
        query={receipt}
        skeleton={<Skeletons count={1} height={128} />}
        isEmpty={(data) => data === null}
        empty={<Text c="dimmed">{t('receipt.none')}</Text>}
      >
        {(data) => (data === null ? null : <Filled receipt={data} />)}
      </QueryView>
    </section>
  );
}

function Filled({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation('patient');
  const format = useFormat();
  return (
    <>
      <dl className={styles['figures']}>
        <div>
          <dt>{t('receipt.amount')}</dt>
          <dd className={styles['amount']}>
            {receipt.amount === undefined ? t('receipt.working') : format.money(receipt.amount)}
          </dd>
        </div>
        <div>
          <dt>{t('receipt.seconds')}</dt>
          <dd>{t('receipt.secondsValue', { count: receipt.billableSeconds })}</dd>
        </div>
        <div>
          <dt>{t('receipt.status')}</dt>
          <dd>{t(`receipt.statuses.${receipt.status}`)}</dd>
        </div>
      </dl>
      <HowWorkedOut receipt={receipt} />
    </>
  );
}
