import { Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitId } from '#contracts/ids.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { useMe } from '../../app/services.ts';
import { isWaiting } from '../../care/board/board.ts';
import { useVisitActions } from '../../care/call/use-visit-actions.ts';
import { type Threads, unreadOfVisit } from '../../care/threads/threads.ts';
import styles from './board.module.css';
import { BoardCard } from './board-card.tsx';
import { type ColumnName, type Columns, columnNames, moveOnBoard, stackedNames } from './columns.ts';

type Props = {
  columns: Columns;
  open: (visitId: VisitId) => void;
  threads: Threads | undefined;
  hand: { onPointerMove: () => void; onPointerLeave: () => void };
};

/** Four columns of cards: arrows move between them, Enter opens one, A admits. */
export function BoardColumns({ columns, open, threads, hand }: Props) {
  const { t } = useTranslation('nurse');
  const me = useMe();
  const { admit } = useVisitActions();
  const board = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<VisitId>();
  const isStacked = useMediaQuery('(max-width: 40em)', false, { getInitialValueInEffect: false });
  const names = isStacked ? stackedNames : columnNames;
  const all = names.flatMap((name) => columns[name]);
  const inReach = all.find(({ id }) => id === at)?.id ?? all[0]?.id;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = moveOnBoard(columns, inReach, event.key);
    if (next !== undefined) {
      event.preventDefault();
      board.current?.querySelector<HTMLElement>(`[data-visit="${next}"]`)?.focus();
    }
    const visit = all.find(({ id }) => id === inReach);
    if (event.key.toLowerCase() === 'a' && visit !== undefined && isWaiting(visit)) {
      event.preventDefault();
      admit(visit.id);
    }
  };
  const card = (visit: Visit) => (
    <BoardCard
      key={visit.id}
      visit={visit}
      unread={unreadOfVisit(threads, visit, me.userId)}
      isInReach={visit.id === inReach}
      onFocus={() => setAt(visit.id)}
      open={() => open(visit.id)}
    />
  );
  return (
    <>
      <div ref={board} className={styles['columns']} onKeyDown={onKeyDown} role="presentation" {...hand}>
        {names.map((name) => (
          <Column key={name} name={name} count={columns[name].length}>
            {columns[name].map(card)}
          </Column>
        ))}
      </div>
      <Text c="dimmed" className={styles['keys'] ?? ''}>
        {t('keys')}
      </Text>
    </>
  );
}

type ColumnProps = { name: ColumnName; count: number; children: React.ReactNode };

function Column({ name, count, children }: ColumnProps) {
  const { t } = useTranslation('nurse');
  const id = useId();
  return (
    <section className={styles['column']} aria-labelledby={id} data-column={name}>
      <Title order={2} size="h3" id={id} className={styles['columnTitle'] ?? ''}>
        {t(`column.${name}`)} <span className={styles['count']}>{count}</span>
      </Title>
      {count === 0 ? (
        <Text c="dimmed">{t(`column.none.${name}`)}</Text>
      ) : (
        <ul className={styles['cards']}>{children}</ul>
      )}
    </section>
  );
}
