import { useTranslation } from 'react-i18next';
import type { LiveSession } from '#contracts/call/live.ts';
import { useFormat } from '../../app/services.ts';
import { useNow } from '../../ui/time/use-now.ts';
import { AdminTable } from '../admin-table.tsx';
import styles from '../admin.module.css';
import { QualityLine } from './quality-line.tsx';
import type { Sample } from './quality-history.ts';
import { type Sessions, qualityOf } from './sessions.ts';
import { useQualityHistory } from './use-sessions.ts';

/** The calls that run, longest first. */
export function SessionTable({ sessions }: { sessions: Sessions }) {
  const { t } = useTranslation('admin');
  const columns = ['who', 'since', 'where', 'qualityLine'] as const;
  const history = useQualityHistory(sessions);
  const rows = sessions.sessions.toSorted((one, other) => one.startedAt - other.startedAt);
  return (
    <AdminTable caption={t('live.sessions')} headings={columns.map((column) => t(`live.${column}`))}>
      {rows.map((session) => (
        <Row key={session.visitId} session={session} samples={history.get(session.visitId) ?? []} />
      ))}
    </AdminTable>
  );
}

function Row({ session, samples }: { session: LiveSession; samples: readonly Sample[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const now = useNow(1_000);
  const nameOf = ({ name, isAdmitted, isConnected }: LiveSession['participants'][number]) => {
    if (!isConnected) return t('live.away', { name });
    return isAdmitted ? name : t('live.inWaitingRoom', { name });
  };
  return (
    <tr>
      <td data-label={t('live.who')}>
        <ul className={styles['names']}>
          {session.participants.map((one) => (
            <li key={`${one.userId} ${one.joinedAt}`}>{nameOf(one)}</li>
          ))}
        </ul>
      </td>
      <td data-label={t('live.since')} title={format.absolute(session.startedAt)}>
        {format.time(session.startedAt)}
        <span className={styles['quiet']}> {format.clock(now - session.startedAt)}</span>
      </td>
      <td data-label={t('live.where')}>
        {session.nodeId}
        <span className={styles['quiet']}> {t('live.worker', { pid: session.workerPid })}</span>
      </td>
      <td data-label={t('live.qualityLine')}>
        <QualityLine samples={samples} quality={qualityOf(session)} />
      </td>
    </tr>
  );
}
