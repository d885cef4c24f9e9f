import { Button, Text, Textarea } from '@mantine/core';
import { IconCheck, IconLoader2, IconLock, IconPencil } from '@tabler/icons-react';
import { useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useFormat } from '../../app/services.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import { type NoteDraft, wordOf } from './note-draft.ts';
import { NoteConflict } from './note-conflict.tsx';
import { useNote } from './note-desk.tsx';
import type { NoteKeeper } from './note-keeper.ts';
import styles from './note.module.css';

type Props = {
  visit: Visit;
  /** Once the visit is over. */
  canSign: boolean;
  /** The heading over it, where there is one. */
  labelledBy?: string;
};

/** The note, saved as it is typed; it says how it stands. */
export function NoteEditor({ visit, canSign, labelledBy }: Props) {
  const { t } = useTranslation(['doctor', 'common']);
  const problemText = useProblemText();
  const { keeper, draft, error, retry } = useNote(visit.id);
  if (error !== undefined)
    return (
      <Notice
        tone="urgent"
        role="alert"
        title={t('note.failedToLoad')}
        action={
          <Button variant="default" onClick={retry}>
            {t('common:tryAgain')}
          </Button>
        }
      >
        {problemText(error)}
      </Notice>
    );
  if (keeper === undefined || draft === undefined) return <Skeletons count={1} height={200} />;
  return <Editor {...{ visit, canSign, labelledBy, keeper, draft }} />;
}

type EditorProps = {
  visit: Visit;
  canSign: boolean;
  labelledBy: string | undefined;
  keeper: NoteKeeper;
  draft: NoteDraft;
};

function Editor({ visit, canSign, labelledBy, keeper, draft }: EditorProps) {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const hint = useId();
  const { name } = visit.patient;
  const word = wordOf(draft);
  const wasSigned = useRef(word === 'signed');
  useEffect(() => {
    if (word === 'signed' && !wasSigned.current) announce(t('note.signed'));
    wasSigned.current = word === 'signed';
  }, [word, t]);
  if (word === 'signed')
    return (
      <div className={styles['editor']}>
        <p className={styles['signed']}>{draft.saved.text}</p>
        <p className={styles['lock']}>
          <IconLock aria-hidden size={18} />
          {t('note.signedText', { time: format.absolute(draft.saved.savedAt), name })}
        </p>
      </div>
    );
  return (
    <div className={styles['editor']}>
      <Textarea
        {...(labelledBy === undefined ? { label: t('note.label') } : { 'aria-labelledby': labelledBy })}
        aria-describedby={hint}
        classNames={{
          root: styles['root'] ?? '',
          wrapper: styles['wrapper'] ?? '',
          input: styles['input'] ?? '',
        }}
        maxLength={20_000}
        value={draft.text}
        disabled={draft.isSigning}
        onChange={(event) => keeper.type(event.currentTarget.value)}
        onBlur={() => keeper.flush()}
      />
      <Text id={hint} c="dimmed">
        {t('note.hint', { name })}
      </Text>
      {draft.conflict === undefined ? null : (
        <NoteConflict
          mine={draft.text}
          theirs={draft.conflict.text}
          choose={(whose) => keeper.choose(whose)}
        />
      )}
      <div className={styles['foot']}>
        <NoteState draft={draft} />
        {canSign ? (
          <Button
            loading={draft.isSigning}
            disabled={draft.conflict !== undefined}
            onClick={() => {
              if (draft.text.trim() === '') announce(t('note.signEmpty'));
              keeper.sign();
            }}
          >
            {t('note.sign')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

const icons = { saved: IconCheck, saving: IconLoader2, typing: IconPencil, empty: IconPencil } as const;

/** How the note stands, in the same place all the time. */
function NoteState({ draft }: { draft: NoteDraft }) {
  const { t } = useTranslation('doctor');
  const problemText = useProblemText();
  const word = wordOf(draft);
  const isBad = word === 'failed' || word === 'refused';
  const failed = t('note.failed');
  useEffect(() => {
    if (isBad) announce(failed);
  }, [isBad, failed]);
  if (word === 'conflict' || word === 'signed') return null;
  if (isBad)
    return (
      <Text className={styles['bad'] ?? ''}>
        {word === 'failed' ? failed : `${t('note.refused')}. ${problemText(draft.problem?.error)}`}
      </Text>
    );
  const Icon = icons[word];
  return (
    <span className={styles['state']} data-word={word}>
      <Icon aria-hidden size={18} />
      {t(`note.${word}`)}
    </span>
  );
}
