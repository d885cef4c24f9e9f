import { Button, CloseButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitId } from '#contracts/ids.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { arrivalsBetween } from './arrivals.ts';
import type { Board, WaitingVisit } from './board.ts';
import styles from '../care.module.css';

const shownMs = 12_000;

type Props = {
  board: Board | undefined;
  /** Absent where showing would take the reader away from something. */
  show?: (visitId: VisitId) => void;
};

/** Says who came to the waiting room: in the live region, and in a small note in the corner that goes by itself. */
export function ArrivalNote({ board, show }: Props) {
  const { t } = useTranslation(['care', 'common']);
  const before = useRef<Board>(undefined);
  const [arrived, setArrived] = useState<WaitingVisit>();
  useEffect(() => {
    if (board === undefined) return;
    const newest = arrivalsBetween(before.current, board).at(-1);
    before.current = board;
    if (newest === undefined) return;
    announce(t('arrived', { name: newest.patient.name }));
    setArrived(newest);
  }, [board, t]);
  useEffect(() => {
    if (arrived === undefined) return undefined;
    const timer = setTimeout(() => setArrived(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [arrived]);
  const stillWaits = board?.visits.some(({ id, status }) => id === arrived?.id && status === 'waiting');
  if (arrived === undefined || !stillWaits) return null;
  return (
    <div className={styles['arrival']} data-place={show === undefined ? 'call' : 'page'}>
      <span>{t('arrived', { name: arrived.patient.name })}</span>
      {show === undefined ? null : (
        <Button
          variant="subtle"
          onClick={() => {
            show(arrived.id);
            setArrived(undefined);
          }}
        >
          {t('showArrived')}
        </Button>
      )}
      <CloseButton size={48} aria-label={t('common:close')} onClick={() => setArrived(undefined)} />
    </div>
  );
}
