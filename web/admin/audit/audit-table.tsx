import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '#contracts/audit/entry.ts';
import { useFormat } from '../../app/services.ts';
import { useNow } from '../../ui/time/use-now.ts';
import { AdminTable } from '../admin-table.tsx';
import styles from '../admin.module.css';
import { wordOfAction } from './audit-search.ts';
import type { People } from './use-people.ts';

type Props = { entries: readonly AuditEntry[]; people: People };

/** The entries, each with its place in the chain. */
export function AuditTable({ entries, people }: Props) {
  const { t } = useTranslation('admin');
  const columns = ['when', 'who', 'what', 'patient', 'outcome'] as const;
  return (
    <AdminTable caption={t('audit.list')} headings={columns.map((column) => t(`audit.${column}`))}>
      {entries.map((entry) => (
        <Row key={entry.seq} entry={entry} people={people} />
      ))}
    </AdminTable>
  );
}

function Row({ entry, people }: { entry: AuditEntry; people: People }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const now = useNow(60_000);
  const word = wordOfAction(entry.action);
  const { actor } = entry;
  return (
    <tr>
      <td data-label={t('audit.when')}>
        <time dateTime={new Date(entry.occurredAt).toISOString()} title={format.absolute(entry.occurredAt)}>
          {format.dayAndTime(entry.occurredAt, now)}
        </time>
        <div className={styles['quiet']}>#{format.number(entry.seq)}</div>
      </td>
      <td data-label={t('audit.who')}>
        {actor.kind === 'user' ? people.nameOf(actor.userId) : t('audit.system', { service: actor.service })}
      </td>
      <td data-label={t('audit.what')} title={`${entry.action} ${entry.subjectKind} ${entry.subjectId}`}>
        {word === undefined ? entry.action : t(`audit.actions.${word}`)}
      </td>
      <td data-label={t('audit.patient')}>
        {entry.patientId === undefined ? null : people.nameOf(entry.patientId)}
      </td>
      <td
        data-label={t('audit.outcome')}
        className={entry.outcome === 'refused' ? styles['disabled'] : undefined}
      >
        {t(`audit.outcomes.${entry.outcome}`)}
      </td>
    </tr>
  );
}
