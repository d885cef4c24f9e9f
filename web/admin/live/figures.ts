import type { Board } from '../../care/board/board.ts';
import { isOfTheDay, isWaiting } from '../../care/board/board.ts';
import { type Sessions, qualityOf } from './sessions.ts';

export type Figures = {
  running: number;
  waiting: number;
  /** Of those who wait now; absent when nobody does. */
  medianWaitMs: number | undefined;
  /** The mean over the calls, 0 to 10; absent before the first measurement. */
  quality: number | undefined;
  /** Calls of today that failed, see the contract. */
  failures: number;
  missed: number;
};

/** What an administrator sees at a glance. */
export function figuresOf(sessions: Sessions, board: Board, now: number): Figures {
  const today = board.visits.filter((visit) => isOfTheDay(visit, now));
  const waits = board.visits.filter(isWaiting).map(({ waitingSince }) => now - waitingSince);
  const qualities = sessions.sessions.map(qualityOf).filter((quality) => quality !== undefined);
  return {
    running: board.visits.filter(({ status }) => status === 'running').length,
    waiting: waits.length,
    medianWaitMs: median(waits),
    quality: qualities.length === 0 ? undefined : sum(qualities) / qualities.length,
    failures: today.filter((visit) => visit.status === 'ended' && visit.callFailure !== undefined).length,
    missed: today.filter(({ status }) => status === 'no_show').length,
  };
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
