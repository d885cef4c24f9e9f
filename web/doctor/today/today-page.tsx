import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { useMe } from '../../app/services.ts';
import { ArrivalNote } from '../../care/board/arrival-note.tsx';
import { type Board, isLive } from '../../care/board/board.ts';
import { ConnectionLine } from '../../care/board/connection-line.tsx';
import { useOpenVisit } from '../../care/call/use-visit-actions.ts';
import { useBoard } from '../../care/board/use-board.ts';
import { useHeldParts } from '../../care/board/use-held-parts.ts';
import { PageTitle } from '../../ui/frame/page-title.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { QueryView } from '../../ui/states/query-view.tsx';
import { Skeletons } from '../../ui/states/skeletons.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import { useAdmit } from './use-admit.ts';
import { DayList } from './day-list.tsx';
import { doctorsDay, rowsOf } from './doctors-day.ts';
import styles from './today.module.css';
import { useChosen } from './use-chosen.ts';
import { VisitPane } from './visit-pane.tsx';

/** The doctor's day: who waits and what comes on the left, the chosen patient on the right. */
export function TodayPage() {
  const { t } = useTranslation('doctor');
  const { userId } = useMe();
  const { query, isConnected } = useBoard();
  const choice = useChosen();
  const own = query.data && {
    visits: query.data.visits.filter((visit) => visit.doctor.userId === userId),
  };
  return (
    <div className={styles['today']}>
      <PageTitle title={t('area.title')} />
      <ConnectionLine isLost={query.data !== undefined && !isConnected} />
      <QueryView
        query={query}
        skeleton={<Skeletons count={5} height={72} />}
        isEmpty={() => own?.visits.length === 0}
        empty={<EmptyState title={t('today.empty')}>{t('today.emptyText')}</EmptyState>}
      >
        {(board) => <Day board={board} choice={choice} />}
      </QueryView>
      <ArrivalNote board={own} whole={query.data} show={choice.open} />
    </div>
  );
}

type DayProps = { board: Board; choice: ReturnType<typeof useChosen> };

function Day({ board, choice }: DayProps) {
  const me = useMe();
  const now = useNow(60_000);
  const openVisit = useOpenVisit('/doctor');
  const admit = useAdmit();
  const { chosen: chosenId, view, choose, open: openPane, back, panes, heading } = choice;
  const wanted = doctorsDay(board, { doctorId: me.userId, now });
  const { parts: day, hand } = useHeldParts(wanted);
  const chosen = rowsOf(wanted).find(({ id }) => id === chosenId);

  const open = (visit: Visit) => (isLive(visit) ? openVisit(visit) : openPane(visit.id));
  return (
    <>
      <StillOpen visits={wanted.live.filter(({ id }) => id !== chosen?.id)} />
      <div ref={panes} className={styles['panes']} data-view={chosen === undefined ? 'list' : view}>
        <DayList day={day} chosen={chosen?.id} choose={choose} open={open} admit={admit} hand={hand} />
        <div className={styles['side']}>
          {chosen === undefined ? (
            <Nobody />
          ) : (
            <VisitPane key={chosen.id} visit={chosen} heading={heading} admit={admit} back={back} />
          )}
        </div>
      </div>
    </>
  );
}

function Nobody() {
  const { t } = useTranslation('doctor');
  return <EmptyState title={t('today.choose')}>{t('today.chooseText')}</EmptyState>;
}

/** After a reload or a closed tab: the visit that still runs, and the way back into it. */
function StillOpen({ visits }: { visits: readonly Visit[] }) {
  const { t } = useTranslation(['doctor', 'care']);
  const openVisit = useOpenVisit('/doctor');
  const visit = visits[0];
  if (visit === undefined) return null;
  return (
    <Notice
      tone="live"
      title={t('today.running', { name: visit.patient.name })}
      action={<Button onClick={() => openVisit(visit)}>{t('care:returnToVisit')}</Button>}
    >
      {t('today.runningText')}
    </Notice>
  );
}
