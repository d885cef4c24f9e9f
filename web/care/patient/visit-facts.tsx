import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { useNow } from '../../ui/time/use-now.ts';
import { isOver, isWaiting } from '../board/board.ts';
import styles from '../care.module.css';
import { DeviceLine } from './device-line.tsx';
import { LineLine } from './line-line.tsx';

/** Why, when and how long; who sent back; and whether the devices work. */
export function VisitFacts({ visit }: { visit: Visit }) {
  const { t } = useTranslation('care');
  const format = useFormat();
  const now = useNow(60_000);
  return (
    <dl className={styles['facts']}>
      <div>
        <dt>{t('reason')}</dt>
        <dd>{visit.reason === '' ? t('noReason') : visit.reason}</dd>
      </div>
      <div>
        <dt>{visit.visitTypeName}</dt>
        <dd>
          {format.dayAndTime(visit.startsAt, now)},{' '}
          {t('lengthMinutes', { minutes: format.minutes(visit.durationMinutes * 60_000) })}
        </dd>
      </div>
      {isWaiting(visit) && visit.sentBack !== undefined ? (
        <div>
          <dt>{t('sentBackBy', { name: visit.sentBack.by.name })}</dt>
          <dd>{visit.sentBack.reason ?? format.time(visit.sentBack.at)}</dd>
        </div>
      ) : null}
      {isWaiting(visit) && visit.handedOver !== undefined ? (
        <div>
          <dt>{t('sentFrom', { name: visit.handedOver.from.name })}</dt>
          <dd>
            {t('sentFromBy', {
              name: visit.handedOver.by.name,
              time: format.time(visit.handedOver.at),
            })}
          </dd>
        </div>
      ) : null}
      {isOver(visit) ? null : (
        <div>
          <dt>{t('devices.title')}</dt>
          <dd>
            <DeviceLine devices={visit.devices} />
          </dd>
        </div>
      )}
      {isWaiting(visit) ? (
        <div>
          <dt>{t('line.title')}</dt>
          <dd>
            <LineLine line={visit.line} />
          </dd>
        </div>
      ) : null}
    </dl>
  );
}
