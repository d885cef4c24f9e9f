import type { VisitId } from '#contracts/ids.ts';
import type { Interval } from '#contracts/visits/visit.ts';
import type { Store } from '#platform/store/store.ts';
import { billableIntervals, billableSeconds } from './billable-intervals.ts';
import { type Line, openAttendanceLog } from './attendance-log.ts';

/** For a program that proves bills: the time that counts of a visit, worked out from the attendance log and nothing else. */
export async function readProvenTime(
  store: Pick<Store, 'collection'>,
): Promise<(visitId: VisitId) => Promise<readonly Interval[]>> {
  const log = await openAttendanceLog(store);
  return async (visitId) => verifyAttendance(await log.ofVisit(visitId)).intervals;
}

/** Whether the seconds that a visit was billed by follow from its attendance log, and from nothing else. */
export function verifyAttendance(lines: readonly Line[]): {
  billed: number;
  proven: number;
  isProven: boolean;
  intervals: readonly Interval[];
} {
  const end = lines.find((line) => line.kind === 'end');
  if (!end) return { billed: 0, proven: 0, isProven: false, intervals: [] };
  const spansOf = (side: 'patient' | 'care') =>
    lines
      .filter((line) => line.kind === 'connection')
      .filter((line) => line.side === side)
      .map(({ connectedAt, countedUntilAt }) => ({
        fromAt: connectedAt,
        toAt: countedUntilAt ?? connectedAt,
      }));
  const admitted = lines.filter((line) => line.kind === 'admission');
  const presence = { patient: spansOf('patient'), care: spansOf('care'), admitted };
  const intervals = billableIntervals(presence, end.endedAt);
  const proven = billableSeconds(intervals);
  return { billed: end.billableSeconds, proven, isProven: proven === end.billableSeconds, intervals };
}
