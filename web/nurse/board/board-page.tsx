import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../app/services.ts';
import { ArrivalNote } from '../../care/board/arrival-note.tsx';
import type { Board } from '../../care/board/board.ts';
import { ConnectionLine } from '../../care/board/connection-line.tsx';
import { useBoard } from '../../care/board/use-board.ts';
import { useHeldParts } from '../../care/board/use-held-parts.ts';
import { unreadOfVisit } from '../../care/threads/threads.ts';
import { useThreads } from '../../care/threads/use-threads.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import { BookDialog } from '../book/book-dialog.tsx';
import { VisitSheet } from '../sheet/visit-sheet.tsx';
import styles from './board.module.css';
import { BoardColumns } from './board-columns.tsx';
import { columnsOf, doctorsOf } from './columns.ts';
import { FilterBar } from './filter-bar.tsx';
import { type Filter, everything, readFilter, writeFilter } from './filter.ts';
import { useBackOnCard, useOpenCard } from './use-open-card.ts';

/** The clinic's day: who is expected, who waits, who is with a doctor, and what is done. */
export function BoardPage() {
  const { t } = useTranslation('nurse');
  const { query, isConnected } = useBoard();
  const [isBooking, setIsBooking] = useState(false);
  return (
    <div className={styles['page']}>
      <div className={styles['top']}>
        <PageTitle title={t('area.title')} />
        <Button leftSection={<IconPlus aria-hidden size={20} />} onClick={() => setIsBooking(true)}>
          {t('book.open')}
        </Button>
      </div>
      <ConnectionLine isLost={query.data !== undefined && !isConnected} />
      <QueryView
        query={query}
        skeleton={<Skeletons count={4} height={96} />}
        isEmpty={({ visits }) => visits.length === 0}
        empty={<EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>}
      >
        {(board) => <Clinic board={board} />}
      </QueryView>
      <BookDialog isOpen={isBooking} close={() => setIsBooking(false)} />
    </div>
  );
}

function Clinic({ board }: { board: Board }) {
  const { t } = useTranslation('nurse');
  const me = useMe();
  const now = useNow(10_000);
  const { data: threads } = useThreads();
  const [filter, setFilter] = useState(() => readFilter(localStorage));
  const { openId, open, close } = useOpenCard();
  const change = (next: Filter) => {
    writeFilter(localStorage, next);
    setFilter(next);
  };
  const first = useRef<HTMLSelectElement>(null);
  const clear = () => {
    change(everything);
    first.current?.focus();
  };
  useBackOnCard(openId);
  const wanted = columnsOf(board, {
    now,
    ...filter,
    unread: (visit) => unreadOfVisit(threads, visit, me.userId),
  });
  const { parts: columns, hand } = useHeldParts(wanted);
  const isNothing = Object.values(wanted).every((visits) => visits.length === 0);
  return (
    <>
      <FilterBar doctors={doctorsOf(board)} filter={filter} change={change} first={first} clear={clear} />
      {isNothing ? (
        <EmptyState title={t('emptyFilter')} action={<Button onClick={clear}>{t('filter.clear')}</Button>}>
          {null}
        </EmptyState>
      ) : (
        <BoardColumns columns={columns} open={open} threads={threads} hand={hand} />
      )}
      <VisitSheet visit={board.visits.find(({ id }) => id === openId)} close={close} />
      <ArrivalNote board={board} show={open} />
    </>
  );
}
