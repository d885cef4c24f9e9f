import { Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useApi, useFormat } from '../../app/services.ts';
import { Notice } from '../../ui/states/notice.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import styles from '../admin.module.css';

const everyMs = 10_000;

/** Whether the trail's chain holds, in words. */
export function ChainLine() {
  const { t, i18n } = useTranslation('admin');
  const api = useApi();
  const format = useFormat();
  const now = useNow(1_000);
  const { data, isError } = useQuery({
    queryKey: ['audit-chain'],
    queryFn: () => api.audit.readChain(),
    refetchInterval: everyMs,
  });
  if (data === undefined)
    return <Text className={styles['chain'] ?? ''}>{isError ? t('audit.notChecked') : ' '}</Text>;
  const seconds = Math.max(0, Math.round((now - data.checkedAt) / 1000));
  const ago =
    seconds < 120
      ? new Intl.RelativeTimeFormat(i18n.language).format(-seconds, 'second')
      : format.near(data.checkedAt, now);
  if (!data.isUnbroken)
    return (
      <Notice
        tone="urgent"
        role="alert"
        title={t('audit.broken', { seq: format.number(data.brokenAtSeq ?? 0) })}
      >
        {t('audit.brokenText', { ago })}
      </Notice>
    );
  const entries = t('audit.entries', { count: data.entries, formatted: format.number(data.entries) });
  return (
    <Text className={styles['chain'] ?? ''}>
      <IconLink aria-hidden size={20} />
      {t('audit.unbroken', { ago, entries })}
    </Text>
  );
}
