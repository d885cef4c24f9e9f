import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { ConversationId } from '#contracts/ids.ts';
import { isConversationId } from '../../api/ids.ts';
import { useMe } from '../../app/services.ts';
import { ChatPanel } from '../../chat/chat-panel.tsx';
import { type ThreadTarget, useThread } from '../../chat/use-thread.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import { ThreadLink } from './thread-link.tsx';
import styles from './threads.module.css';
import { type Threads, inOrder } from './threads.ts';
import { useThreads } from './use-threads.ts';

/** The messages between the clinic and its patients: unread threads first, the chosen one beside them. */
export function ThreadsPage() {
  const { t } = useTranslation('care');
  const me = useMe();
  return (
    <div className={styles['page']}>
      <PageTitle title={t('threads.title')} />
      <QueryView
        query={useThreads()}
        skeleton={<Skeletons count={5} height={72} />}
        isEmpty={(threads) => inOrder(threads, me.userId).length === 0}
        empty={<EmptyState title={t('threads.empty')}>{t('threads.emptyText')}</EmptyState>}
      >
        {(threads) => <Panes threads={threads} />}
      </QueryView>
    </div>
  );
}

function Panes({ threads }: { threads: Threads }) {
  const { t } = useTranslation('care');
  const me = useMe();
  const [search, setSearch] = useSearchParams();
  const wanted = search.get('thread') ?? undefined;
  const rows = inOrder(threads, me.userId);
  const chosen = rows.find(({ conversation }) => conversation.id === wanted)?.conversation;
  return (
    <div className={styles['panes']} data-view={chosen === undefined ? 'list' : 'thread'}>
      <ul className={styles['list']} aria-label={t('threads.list')}>
        {rows.map((row) => (
          <li key={row.conversation.id}>
            <ThreadLink row={row} isChosen={row.conversation.id === chosen?.id} />
          </li>
        ))}
      </ul>
      <section className={styles['thread']} aria-label={chosen?.patient.name ?? t('threads.choose')}>
        {chosen === undefined || !isConversationId(chosen.id) ? (
          <EmptyState title={t('threads.choose')}>{t('threads.chooseText')}</EmptyState>
        ) : (
          <>
            <header className={styles['head']}>
              <Button
                className={styles['back'] ?? ''}
                variant="subtle"
                leftSection={<IconArrowLeft aria-hidden size={20} />}
                onClick={() => setSearch({})}
              >
                {t('threads.back')}
              </Button>
              <h2>{chosen.patient.name}</h2>
            </header>
            <OpenThread key={chosen.id} id={chosen.id} name={chosen.patient.name} />
          </>
        )}
      </section>
    </div>
  );
}

function OpenThread({ id, name }: { id: ConversationId; name: string }) {
  const { t } = useTranslation('care');
  const target = useMemo<ThreadTarget>(() => ({ kind: 'known', conversationId: id }), [id]);
  return (
    <div className={styles['chat']}>
      <ChatPanel open={useThread(target)} emptyText={t('threads.nothing', { name })} />
    </div>
  );
}
