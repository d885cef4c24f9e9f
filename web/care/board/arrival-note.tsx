import { Button, CloseButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitId } from '#contracts/ids.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { arrivalsBetween, sentOnBetween } from './arrivals.ts';
import { type Board, type WaitingVisit, isWaiting } from './board.ts';
import styles from '../care.module.css';

const shownMs = 12_000;

type Props = {
  board: Board | undefined;
  /** The visits of all doctors, where `board` holds those of one: it is told, too, who was sent to another. */
  whole?: Board | undefined;
  /** Absent where showing would take the reader away from something. */
  show?: (visitId: VisitId) => void;
};

type News = { visit: WaitingVisit; text: string; hasArrived: boolean };

/** Says who came to the waiting room: in the live region, and in a small note in the corner that goes by itself. */
export function ArrivalNote({ board, whole, show }: Props) {
  const { t } = useTranslation(['care', 'common']);
  const before = useRef<Board>(undefined);
  const [news, setNews] = useState<News>();
  useEffect(() => {
    if (board === undefined) return;
    const arrived = arrivalsBetween(before.current, board).map((visit) => {
      return { visit, hasArrived: true, text: t('arrived', { name: visit.patient.name }) };
    });
    const sentOn = sentOnBetween(before.current, board, whole ?? board).map((visit) => {
      const { patient, doctor } = visit;
      return { visit, hasArrived: false, text: t('sentOn', { name: patient.name, doctor: doctor.name }) };
    });
    const newest = [...sentOn, ...arrived].at(-1);
    before.current = board;
    if (newest === undefined) return;
    announce(newest.text);
    setNews(newest);
  }, [board, whole, t]);
  useEffect(() => {
    if (news === undefined) return undefined;
    const timer = setTimeout(() => setNews(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [news]);
  const isSo = (whole ?? board)?.visits.some((visit) => visit.id === news?.visit.id && isWaiting(visit));
  if (news === undefined || !isSo) return null;
  return (
    <div className={styles['arrival']} data-place={show === undefined ? 'call' : 'page'}>
      <span>{news.text}</span>
      {show === undefined || !news.hasArrived ? null : (
        <Button
          variant="subtle"
          onClick={() => {
            show(news.visit.id);
            setNews(undefined);
          }}
        >
          {t('showArrived')}
        </Button>
      )}
      <CloseButton size={48} aria-label={t('common:close')} onClick={() => setNews(undefined)} />
    </div>
  );
}
