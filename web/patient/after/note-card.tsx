import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Refusal } from '#contracts/refusal.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { useApi } from '../../app/services.ts';
import { QueryView } from '../../ui/states/query-view.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import styles from './after.module.css';

/** What the doctor wrote, once it is signed. */
export function NoteCard({ visit }: { visit: Extract<Visit, { status: 'ended' }> }) {
  const { t } = useTranslation('patient');
  const api = useApi();
  const note = useQuery({
    queryKey: ['note', visit.id, visit.version],
    queryFn: async ({ signal }) => {
      // The visit itself says when it is signed, so nothing is asked in vain.
      if (!visit.hasNote) return '';
      try {
        return (await api.visits.readNote({ params: { visitId: visit.id } }, { signal })).text;
      } catch (error) {
        if (error instanceof Refusal && error.code === 'note_not_ready') return '';
        throw error;
      }
    },
  });
  return (
    <section className={styles['card']}>
      <Title order={2} size="h3">
        {t('note.title', { name: visit.doctor.name })}
      </Title>
      <QueryView
        query={note}
        skeleton={<Skeletons count={1} height={28} />}
        isEmpty={(text) => text === ''}
        empty={<Text c="dimmed">{t('note.empty')}</Text>}
      >
        {(text) => <Text className={styles['note'] ?? ''}>{text}</Text>}
      </QueryView>
    </section>
  );
}
