import { billableIntervals, billableSeconds } from './billable-intervals.ts';
import type { Line } from './attendance-log.ts';

/** Whether the seconds that a visit was billed by follow from its attendance log, and from nothing else. */
export function verifyAttendance(lines: readonly Line[]): {
  billed: number;
  proven: number;
  isProven: boolean;
} {
  const end = lines.find((line) => line.kind === 'end');
  if (!end) return { billed: 0, proven: 0, isProven: false };
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
  const proven = billableSeconds(billableIntervals(presence, end.endedAt));
  return { billed: end.billableSeconds, proven, isProven: proven === end.billableSeconds };
}
