import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConnectionLine } from '../../care/board/connection-line.tsx';
import { useBoard } from '../../care/board/use-board.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import styles from '../admin.module.css';
import { FigureRow } from './figure-row.tsx';
import { NodeList } from './node-list.tsx';
import { SessionTable } from './session-table.tsx';
import { useSessions } from './use-sessions.ts';

/** What runs now: who with whom, where and how well. Nothing of what is said. */
export function LivePage() {
  const { t } = useTranslation('admin');
  const { query, isConnected } = useSessions();
  const board = useBoard();
  return (
    <div className={styles['page']}>
      <PageTitle title={t('nav.live')} />
      <ConnectionLine isLost={query.data !== undefined && !isConnected} />
      <QueryView query={query} skeleton={<Skeletons count={3} height={120} />}>
        {(sessions) => (
          <>
            <FigureRow sessions={sessions} board={board.query.data} />
            <section className={styles['part']}>
              <Title order={2}>{t('live.sessions')}</Title>
              {sessions.sessions.length === 0 ? (
                <EmptyState title={t('live.empty')}>{t('live.emptyText')}</EmptyState>
              ) : (
                <SessionTable sessions={sessions} />
              )}
            </section>
            <section className={styles['part']}>
              <Title order={2}>{t('live.nodes')}</Title>
              <NodeList sessions={sessions} />
            </section>
          </>
        )}
      </QueryView>
    </div>
  );
}
