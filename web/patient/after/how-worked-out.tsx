import { useTranslation } from 'react-i18next';
import type { Receipt } from '#contracts/billing/receipt.ts';
import { useFormat } from '../../app/services.ts';
import styles from './after.module.css';

/** The receipt's arithmetic: when both were in the call, and what each part of the price makes. */
export function HowWorkedOut({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation('patient');
  const format = useFormat();
  const { price, lines, intervals } = receipt;
  return (
    <details className={styles['how']}>
      <summary>{t('receipt.how')}</summary>
      <p>{t('receipt.together')}</p>
      <ul>
        {intervals.map(({ fromAt, toAt }) => (
          <li key={fromAt}>
            {t('receipt.interval', {
              from: format.exactTime(fromAt),
              to: format.exactTime(toAt),
              length: format.exactDuration(toAt - fromAt),
            })}
          </li>
        ))}
      </ul>
      <p>{t('receipt.sum', { count: receipt.billableSeconds })}</p>
      <p>
        {t('receipt.price', {
          flat: format.money(price.flat),
          included: format.number(price.includedMinutes),
          perMinute: format.money(price.perStartedMinute),
        })}
      </p>
      <ul>
        {lines.map((line) => (
          <li key={line.kind}>
            {line.kind === 'flat'
              ? t('receipt.flatLine', { amount: format.money(line.amount) })
              : t('receipt.minutesLine', { count: line.minutes ?? 0, amount: format.money(line.amount) })}
          </li>
        ))}
      </ul>
    </details>
  );
}
