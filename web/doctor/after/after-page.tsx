import { Text, Title } from '@mantine/core';
import { useId } from 'react';
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
  const heading = useId();
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
        <section className={styles['card']} aria-labelledby={heading}>
          <Title order={2} size="h3" id={heading}>
            {t('note.label')}
          </Title>
          <NoteEditor visit={visit} canSign labelledBy={heading} />
        </section>
        <div className={styles['aside']}>
          <NextPatient visitId={visit.id} isMain={isDone} />
          <Bill visit={visit} />
        </div>
      </div>
    </div>
  );
}
