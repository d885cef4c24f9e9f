import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/states/notice.tsx';
import { useProblemText } from '../ui/states/problem-text.ts';
import { Skeletons } from '../ui/states/skeletons.tsx';
import styles from './chat.module.css';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import type { OpenThread } from './use-thread.ts';

type Props = {
  open: OpenThread;
  /** Said while nothing was written yet. */
  emptyText: string;
};

/** A thread with the box to write in. It fills the height it is given. */
export function ChatPanel({ open, emptyText }: Props) {
  const { t } = useTranslation('chat');
  const { t: common } = useTranslation();
  const problemText = useProblemText();
  const { thread, session, isConnected, problem, retry } = open;
  if (problem) {
    const again = (
      <Button variant="default" onClick={retry}>
        {common('tryAgain')}
      </Button>
    );
    return (
      <div className={styles['failed']}>
        <Notice tone="urgent" title={t('failed')} role="alert" action={again}>
          {problemText(problem)}
        </Notice>
      </div>
    );
  }
  return (
    <section className={styles['panel']} aria-label={t('title')}>
      {thread.conversation === undefined || session === undefined ? (
        <div className={styles['list']}>
          <Skeletons count={3} height={56} />
        </div>
      ) : (
        <MessageList thread={thread} session={session} emptyText={emptyText} />
      )}
      {isConnected || session === undefined ? null : <p className={styles['lost']}>{t('lost')}</p>}
      <Composer session={session} />
    </section>
  );
}
