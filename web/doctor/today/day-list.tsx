import { Text, Title } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { isWaiting } from '../../care/board/board.ts';
import { type DoctorsDay, rowsOf } from './doctors-day.ts';
import { moveInList } from './move-in-list.ts';
import styles from './today.module.css';
import { VisitRow } from './visit-row.tsx';

type Props = {
  day: DoctorsDay;
  chosen: VisitId | undefined;
  choose: (visitId: VisitId) => void;
  /** Enter on a row: what it stands for takes the focus. */
  open: (visit: Visit) => void;
  admit: (visit: Visit) => void;
  hand: Hand;
};
type Hand = { onPointerMove: () => void; onPointerLeave: () => void };

/** The day as rows of one list: arrows move, Enter opens, A admits. The keys work only while a row has the focus. */
export function DayList({ day, chosen, choose, open, admit, hand }: Props) {
  const { t } = useTranslation('doctor');
  const list = useRef<HTMLDivElement>(null);
  const rows = rowsOf(day);
  const inReach = rows.some(({ id }) => id === chosen) ? chosen : rows[0]?.id;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const ids = rows.map(({ id }) => id);
    const next = moveInList(ids, inReach, event.key);
    if (next !== undefined) {
      event.preventDefault();
      choose(next);
      list.current?.querySelector<HTMLElement>(`[data-visit="${next}"]`)?.focus();
    }
    const visit = rows.find(({ id }) => id === chosen);
    if (event.key.toLowerCase() === 'a' && visit !== undefined && isWaiting(visit)) {
      event.preventDefault();
      admit(visit);
    }
  };
  const row = (visit: Visit) => (
    <VisitRow
      key={visit.id}
      visit={visit}
      isChosen={visit.id === chosen}
      isInReach={visit.id === inReach}
      choose={() => choose(visit.id)}
      open={() => open(visit)}
    />
  );
  return (
    <div ref={list} className={styles['list']} onKeyDown={onKeyDown} role="presentation" {...hand}>
      {day.live.length === 0 ? null : <Part title={t('today.withYou')}>{day.live.map(row)}</Part>}
      <Part title={t('today.waiting')} count={day.waiting.length} empty={t('today.nobodyWaits')}>
        {day.waiting.map(row)}
      </Part>
      <Part title={t('today.day')}>{day.day.map(row)}</Part>
      <Text c="dimmed" className={styles['keys'] ?? ''}>
        {t('today.keys')}
      </Text>
    </div>
  );
}

type PartProps = { title: string; count?: number; empty?: string; children: ReactNode[] };

function Part({ title, count, empty, children }: PartProps) {
  const id = useId();
  if (children.length === 0 && empty === undefined) return null;
  return (
    <section aria-labelledby={id}>
      <Title order={2} size="h3" id={id} className={styles['part'] ?? ''}>
        {title}
        {count === undefined || count === 0 ? null : <span className={styles['count']}>{count}</span>}
      </Title>
      {children.length === 0 ? (
        <Text c="dimmed" className={styles['nobody'] ?? ''}>
          {empty}
        </Text>
      ) : (
        <ul className={styles['rows']}>{children}</ul>
      )}
    </section>
  );
}
