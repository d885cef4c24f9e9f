import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/services.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { isSigned } from '../note/note-draft.ts';
import { useNote } from '../note/note-desk.tsx';
import { NoteEditor } from '../note/note-editor.tsx';
import styles from './after.module.css';
import { Bill, type EndedVisit } from './bill.tsx';
import { NextPatient } from './next-patient.tsx';

/** After the visit: the note is finished and signed, the bill is shown with its reason, and who comes next. */
export function AfterPage({ visit }: { visit: EndedVisit }) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const { draft } = useNote(visit.id);
  const isDone = draft !== undefined && isSigned(draft);
  const { name } = visit.patient;
  return (
    <div className={styles['after']}>
      <header>
        <PageTitle title={t('after.title')} />
        <Text size="lg" c="dimmed">
          {visit.billableSeconds === 0
            ? t('after.withNothing', { name })
            : t('after.with', { name, duration: format.duration(visit.billableSeconds) })}
        </Text>
      </header>
      <div className={styles['columns']}>
        <section className={styles['card']}>
          <NoteEditor visit={visit} canSign />
        </section>
        <div className={styles['aside']}>
          <NextPatient visitId={visit.id} isMain={isDone} />
          <Bill visit={visit} />
        </div>
      </div>
    </div>
  );
}
