import { join } from 'node:path';
import { systemNow } from '#platform/clock.ts';
import { openSqliteStore } from '#platform/store/sqlite/open-sqlite-store.ts';
import type { Document } from '#platform/store/store.ts';

type Span = { fromAt: number; toAt: number };
type Line = Document & { visitId: string; side?: 'patient' | 'care'; kind: string } & Partial<Span> & {
    connectedAt?: number;
    disconnectedAt?: number;
    endedAt?: number;
    billableSeconds?: number;
  };

/**
 * What a visit's attendance log proves, worked out anew from its lines, second by second in milliseconds, by other
 * code than the one that billed. For a server that does not run.
 */
export async function readAttendance(dataDirectory: string, visitId: string) {
  const store = await openSqliteStore({ file: join(dataDirectory, 'visits.sqlite'), now: systemNow });
  try {
    const indexes = { ofVisit: { fields: ['visitId'] } } as const;
    const lines = await store.collection<Line, 'ofVisit'>({ name: 'attendance', indexes });
    const { items } = await lines.find({ index: 'ofVisit', equals: { visitId }, limit: 1_000 });
    return proofOf(items);
  } finally {
    await store.close();
  }
}

function proofOf(lines: readonly Line[]) {
  const end = lines.find(({ kind }) => kind === 'end');
  if (end?.endedAt === undefined) throw new Error('The attendance log has no end.');
  const { endedAt, billableSeconds } = end;
  const spans = (side: 'patient' | 'care'): Span[] =>
    lines
      .filter((line) => line.kind === 'connection' && line.side === side)
      .map(({ connectedAt = endedAt, disconnectedAt = endedAt }) => ({
        fromAt: connectedAt,
        toAt: Math.min(disconnectedAt, endedAt),
      }));
  const admitted = lines
    .filter(({ kind }) => kind === 'admission')
    .map(({ fromAt = 0, toAt = endedAt }) => ({ fromAt, toAt }));
  const sides = { patient: spans('patient'), care: spans('care') };
  const isIn = (list: readonly Span[], at: number) =>
    list.some(({ fromAt, toAt }) => fromAt <= at && at < toAt);
  let togetherMs = 0;
  for (let at = Math.min(...admitted.map(({ fromAt }) => fromAt)); at < endedAt; at++)
    if (isIn(admitted, at) && isIn(sides.patient, at) && isIn(sides.care, at)) togetherMs++;
  return { billableSeconds, togetherMs, sides };
}
