import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/services.ts';
import { useNow } from '../../ui/time/use-now.ts';

/** How long somebody waits, ticking; the moment it began on hover. */
export function Waited({ since }: { since: number }) {
  const { t } = useTranslation('care');
  const format = useFormat();
  const now = useNow(10_000);
  const ms = now - since;
  return (
    <time
      dateTime={new Date(since).toISOString()}
      title={t('waitingSince', { time: format.absolute(since) })}
    >
      {ms < 60_000 ? t('justCame') : t('waited', { minutes: format.minutes(ms) })}
    </time>
  );
}
