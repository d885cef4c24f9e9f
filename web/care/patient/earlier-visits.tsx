import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useApi, useFormat } from '../../app/services.ts';
import { QueryView } from '../../ui/states/query-view.tsx';
import { StatusBadge } from '../../ui/status/status-badge.tsx';
import { statusOfVisit } from '../../ui/status/status-of-visit.ts';
import { isOver } from '../board/board.ts';
import styles from '../care.module.css';

/** What happened with this patient before, newest first, each with its note. */
export function EarlierVisits({ visit }: { visit: Visit }) {
  const { t } = useTranslation('care');
  const api = useApi();
  const patientId = visit.patient.userId;
  const query = useQuery({
    queryKey: ['earlier', patientId, visit.clinicId],
    queryFn: () => api.visits.listVisits({ query: { patientId, clinicId: visit.clinicId, limit: 20 } }),
    select: ({ visits }) => visits.filter((one) => one.id !== visit.id && isOver(one)),
  });
  const empty = <Text c="dimmed">{t('earlier.empty')}</Text>;
  return (
    <QueryView
      query={query}
      isEmpty={(visits) => visits.length === 0}
      empty={empty}
      skeleton={<Skeleton height={72} radius="md" />}
    >
      {(visits) => (
        <ul className={styles['earlier']}>
          {visits.map((one) => (
            <Earlier key={one.id} visit={one} />
          ))}
        </ul>
      )}
    </QueryView>
  );
}

function Earlier({ visit }: { visit: Visit }) {
  const { t } = useTranslation('care');
  const format = useFormat();
  const [isOpen, setIsOpen] = useState(false);
  const date = format.absolute(visit.startsAt);
  return (
    <li>
      <Text fw={600}>{date}</Text>
      <Text>
        {visit.visitTypeName}
        {visit.reason === '' ? '' : `: ${visit.reason}`}
      </Text>
      {visit.status === 'ended' ? (
        <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
          <summary>{t('earlier.showNote', { date: visit.doctor.name })}</summary>
          {isOpen ? <EarlierNote visit={visit} /> : null}
        </details>
      ) : (
        <StatusBadge status={statusOfVisit(visit.status)} />
      )}
    </li>
  );
}

function EarlierNote({ visit }: { visit: Visit }) {
  const { t } = useTranslation('care');
  const api = useApi();
  const query = useQuery({
    queryKey: ['note', visit.id],
    queryFn: () => api.visits.readNote({ params: { visitId: visit.id } }),
  });
  return (
    <QueryView
      query={query}
      isEmpty={({ text }) => text === ''}
      empty={<Text c="dimmed">{t('earlier.noNote')}</Text>}
      skeleton={<Skeleton height={48} />}
    >
      {({ text, status }) => (
        <>
          {status === 'draft' ? <Text c="dimmed">{t('earlier.draft')}</Text> : null}
          <p className={styles['noteText']}>{text}</p>
        </>
      )}
    </QueryView>
  );
}
