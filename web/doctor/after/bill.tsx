import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Receipt } from '#contracts/billing/receipt.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { Refusal } from '#contracts/refusal.ts';
import { useApi, useFormat } from '../../app/services.ts';
import { QueryView } from '../../ui/states/query-view.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import styles from './after.module.css';

const askAgainMs = 1_500;
/** The bill is worked out beside the end of the visit; after so many tries it is not coming. */
const mostTries = 20;
const comesWithinMs = mostTries * askAgainMs;

export type EndedVisit = Extract<Visit, { status: 'ended' }>;

/** What is billed for the visit, and how that was worked out. */
export function Bill({ visit }: { visit: EndedVisit }) {
  const { t } = useTranslation('doctor');
  const api = useApi();
  const query = useQuery({
    queryKey: ['receipt', visit.id],
    queryFn: async (): Promise<Receipt | null> => {
      try {
        return await api.billing.readReceipt({ params: { visitId: visit.id } });
      } catch (error) {
        if (error instanceof Refusal && error.code === 'not_billed') return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) =>
      isSettled(state.data ?? undefined) || state.dataUpdateCount > mostTries ? false : askAgainMs,
  });
  return (
    <section className={styles['card']}>
      <Title order={2} size="h3">
        {t('after.bill')}
      </Title>
      <QueryView query={query} skeleton={<Skeleton height={96} radius="md" />}>
        {(receipt) => (receipt === null ? <NotYet visit={visit} /> : <Shown receipt={receipt} />)}
      </QueryView>
    </section>
  );
}

/** Nobody was connected, so there is nothing to bill; or the bill is still on its way. */
function NotYet({ visit }: { visit: EndedVisit }) {
  const { t } = useTranslation('doctor');
  const now = useNow(1_000);
  const isComing = visit.billableSeconds > 0 && now - visit.endedAt < comesWithinMs;
  return <Text>{t(isComing ? 'after.working' : 'after.notBilled')}</Text>;
}

const isSettled = (receipt: Receipt | undefined): boolean =>
  receipt !== undefined && ['captured', 'released', 'attention'].includes(receipt.status);

function Shown({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const { amount, status, billableSeconds } = receipt;
  if (status === 'released') return <Text>{t('after.notBilled')}</Text>;
  if (status === 'attention') return <Text>{t('after.attention')}</Text>;
  if (amount === undefined) return <Text>{t('after.working')}</Text>;
  return (
    <>
      <Text size="lg" fw={650}>
        {t('after.billed', { amount: format.money(amount), duration: format.duration(billableSeconds) })}
      </Text>
      <details className={styles['why']}>
        <summary>{t('after.why')}</summary>
        <Lines receipt={receipt} />
      </details>
    </>
  );
}

function Lines({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const { price, lines, amount, intervals } = receipt;
  const words = (line: Receipt['lines'][number]) =>
    line.kind === 'flat'
      ? `${t('after.flat')}, ${t('after.includes', { count: price.includedMinutes })}`
      : t('after.minutes', { count: line.minutes ?? 0 });
  return (
    <>
      <dl className={styles['lines']}>
        {lines.map((line) => (
          <div key={line.kind}>
            <dt>{words(line)}</dt>
            <dd>{format.money(line.amount)}</dd>
          </div>
        ))}
        {amount === undefined ? null : (
          <div className={styles['total']}>
            <dt>{t('after.total')}</dt>
            <dd>{format.money(amount)}</dd>
          </div>
        )}
      </dl>
      <Text c="dimmed">{t('after.intervals')}</Text>
      <ul className={styles['intervals']}>
        {intervals.map(({ fromAt, toAt }) => (
          <li key={fromAt}>
            {format.exactTime(fromAt)}–{format.exactTime(toAt)}, {format.exactDuration(toAt - fromAt)}
          </li>
        ))}
      </ul>
    </>
  );
}
